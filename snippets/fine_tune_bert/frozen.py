# tolerance: 0.004 (spread 0)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from snippets.lab.reviews import accuracy, draw, exact, frozen_states

chosen, positive = draw(512, seed=0)
for name, states in frozen_states().items():  # states: (reviews, width)
    model = make_pipeline(StandardScaler(), LogisticRegression(solver="liblinear", random_state=0))
    model.fit(states[chosen], positive)
    name = name.strip("[]").lower()
    print(f"accuracy_{name} = {accuracy(model.predict(states)):.3f}")
    print(f"on_its_own_labels_{name} = {model.score(states[chosen], positive):.3f}")
print(f"bayes_accuracy = {accuracy(exact > 0.5):.3f}")
