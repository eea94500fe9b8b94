"""Questions to the glossary, each with its right entry or entries.

All were written before any system was tried, and none was changed afterwards.
"""

# --8<-- [start:questions]
QUESTIONS = {
    "How sure may I be of a class if all I have is a model of texts for each class?": "bayes-rule",
    "How common is each class before anything has been read?": "prior",
    "Which systems can say how plausible a sentence is, and make up new ones?": "generative-model",
    "Which approach separates classes and knows nothing of how plausible the input is?": (
        "discriminative-model"
    ),
    "Why may I multiply the chances of each word given the ones so far?": "chain-rule",
    "always picking the single most probable word": "greedy",
    "How do I make the output wilder or tamer with one number?": "temperature",
    "throwing away improbable words before drawing the next one": "top-p",
    "keeping a handful of unfinished candidate translations and choosing in the end": (
        "beam-search"
    ),
    "rewriting one word after another, over and over, until it reads well": "gibbs-sampling",
    "What unseen choice explains why the words of a story go together?": "latent",
    "two hints that are useless apart and decisive together": "parity",
    "How surprised on average is somebody who knows the source perfectly?": "entropy",
    "the least loss that even a perfect predictor must pay": "floor entropy",
    "Among how many equally good guesses does it hesitate?": "perplexity",
    "If it says 80 percent, is it right 80 percent of the time?": "calibration",
    "How far apart are two lists of chances that each add up to one?": "total-variation",
    "raw scores of the final layer before they are normalised": "logits",
    "turning arbitrary scores into numbers that add up to one": "softmax",
    "the line where it cannot choose between two classes": "decision-boundary",
    "counting words per class as if they had nothing to do with each other": "naive-bayes",
    "drawing the separating line with as much room on both sides as possible": "svm",
    "making a margin score readable as a chance": "platt-scaling",
    "the piece on top that is swapped for every new task": "head",
    "a file with what was learned, ready to be loaded again": "checkpoint",
    "letting a word such as great stand for the answer": "verbalizer",
    "How is a sentence chopped up and numbered?": "tokenizer",
    "How does it know when to stop writing?": "eos",
    "the placeholder put where a word was removed": "mask-token",
    "a list of numbers that represents the meaning of a sentence": "embedding",
    "How does a word gather information from the other words?": "attention",
    "forbidding it to peek at what comes later": "causal-mask",
    "words can be seen on both sides": "full-mask",
    "ignoring the filler in a batch of sentences of different lengths": "padding-mask",
    "The output side looks back at the sentence to be translated.": (
        "cross-attention encoder-decoder"
    ),
    "each word only sees its close surroundings": "sliding-window",
    "Is there a check that shows what a position can really see?": "gradient-test",
    "adapting an existing network to a small set of labelled examples": "fine-tuning",
    "hide some of the words and guess them from what is left": "mlm denoising autoencoding",
    "feeding the correct beginning during training instead of its own mistakes": (
        "teacher-forcing"
    ),
    "completing a gap with a left-to-right writer that is given what comes after it": (
        "fill-in-the-middle"
    ),
    "solving a task without being shown a single case": "zero-shot",
    "Do bigger systems suddenly learn new tricks?": "emergent-ability",
    "spotting which words were swapped for others": "replaced-token electra",
    "guessing the next word from counts of the few before it": "n-gram",
    "giving a little probability to things never counted": "smoothing",
    "reading word by word while remembering everything in one vector": "rnn",
    "a forger and a detective trained against each other": "gan",
    "producing pictures by cleaning up static step by step": "diffusion-model",
    "finding the people and places mentioned in a text": "ner",
    "a reply copied from the passage word for word": "extractive-qa",
    "The food was great but the waiter was rude.": "aspect-sentiment",
    "How can one measure that two words occur together more than by accident?": "pmi",
}
# --8<-- [end:questions]
