import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

reviews = ["great fun", "great film", "it was long", "a film", "dull film", "dull plot"]
labels = ["positive", "positive", "neutral", "neutral", "negative", "negative"]
vectorizer = CountVectorizer()
x = vectorizer.fit_transform(reviews)
new = vectorizer.transform(["This movie is great!"])


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum()


classifier = LogisticRegression().fit(x, labels)
scores = classifier.decision_function(new)[0]  # (3,), one number a class
print("classes       ", *classifier.classes_)
print("f(x)          ", np.round(scores, 2))
print("softmax(f(x)) ", np.round(softmax(scores), 2))
print("softmax(3f(x))", np.round(softmax(3 * scores), 2))
library = classifier.predict_proba(new)[0]
print("p_positive =", f"{softmax(scores)[2]:.2f}")
print("p_positive_of_3f =", f"{softmax(3 * scores)[2]:.2f}")
print("same_as_predict_proba =", np.allclose(softmax(scores), library))

one_hot = np.array([0.0, 0.0, 1.0])  # a label, written as scores
print("confidence_of_a_label =", f"{softmax(one_hot).max():.2f}")

svm = LinearSVC(random_state=0).fit(x, labels)
print("SVM margins   ", np.round(svm.decision_function(new)[0], 2))
print("svm_has_predict_proba =", hasattr(svm, "predict_proba"))
