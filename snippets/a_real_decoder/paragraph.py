"""A paragraph written for this page, so that no model can have read it."""

PARAGRAPH = (
    "A mile below the harbour town, the river bends around an old mill. Its wheel has not turned "
    "since my grandmother was a girl, but the miller's family still live there and sell bread on "
    "Saturdays. Last week their youngest daughter found a brass key in the mud, and nobody in the "
    "village knows which door it opens."
)
