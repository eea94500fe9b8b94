from snippets.lab.measure import bayes_accuracy, reviews
from snippets.lab.world.corpus import truth
from snippets.studies.experiments import summaries

found = summaries("timeline")
for key, measure in {
    "lstm": "excess_bits", "gpt": "excess_bits", "naive-bayes": "accuracy", "cnn": "accuracy",
    "bert-tuned": "accuracy", "electra": "accuracy",
}.items():  # fmt: skip
    mean, half = found[key][measure]
    print(f"{key.replace('-', '_')}_{measure} = {mean:.4f}")
    print(f"{key.replace('-', '_')}_{measure}_half = {half:.4f}")
engine = truth("training")
print(f"words = {len(engine.vocabulary) - 1}")
print(f"longest = {max(len(text.split()) for text in engine.sentences)}")
print(f"reviews = {len(reviews()[0]):,}")
print(f"bayes_accuracy = {bayes_accuracy():.4f}")
readers = ["gpt", "llama", "bert", "roberta", "albert", "modernbert", "transformer", "t5", "bart"]
parameters = [found[key]["parameters"][0] for key in readers]
print(f"fewest_parameters = {min(parameters):,.0f}")
print(f"most_parameters = {max(parameters):,.0f}")
