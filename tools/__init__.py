"""What keeps pages and code honest: reading pages, running, recording, rendering."""
