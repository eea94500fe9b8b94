import numpy as np

words = ["awful", "dull", "fine", "superb"]
census = np.array([[30, 24, 8, 2], [2, 6, 12, 16]])  # (label, word)

joint = census / census.sum()  # P(word, label)
p_word = joint.sum(axis=0)  # P(word)
border = joint / p_word  # P(label | word)

moved = np.array([0.1, 0.2, 0.3, 0.4]) * border  # same border, other people
print("word    P(liked|word)  P(word)  elsewhere")
for i, word in enumerate(words):
    print(f"{word:7} {border[1, i]:13.2f} {p_word[i]:8.2f} {moved.sum(0)[i]:10.2f}")

same_border = np.allclose(border, moved / moved.sum(0))
same_census = np.allclose(joint, moved)
print(f"same_border = {same_border}")
print(f"same_census = {same_census}")

rng = np.random.default_rng(1)
for household in rng.choice(joint.size, 3, p=joint.ravel()):
    print(["disliked:", "liked:"][household // 4], words[household % 4])
