import torch
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification

torch.manual_seed(0)
size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
config = BertConfig(vocab_size=30, intermediate_size=128, max_position_embeddings=16, **size)
pretrained = BertForMaskedLM(config).eval()
classifier = BertForSequenceClassification(config).eval()
keys = classifier.load_state_dict(pretrained.state_dict(), strict=False)

input_ids = torch.tensor([[2, 7, 4, 9, 11, 3]])  # (1, 6)
_, places, words = pretrained(input_ids=input_ids).logits.shape
print(f"pretrained_scores = {words} words at each of {places} places")
print(f"fine_tuned_scores = {classifier(input_ids=input_ids).logits.shape[-1]} labels")
print("new in the classifier:")
for name in keys.missing_keys:
    print(" ", name)
new = sum(classifier.get_parameter(name).numel() for name in keys.missing_keys)
print(f"shared_share = {1 - new / classifier.num_parameters():.0%}")
