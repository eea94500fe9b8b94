import torch
from transformers import AutoModel, AutoTokenizer

from snippets.a_real_encoder.vectors import load
from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
models = {
    "SmolLM2": (AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)),
    "MiniLM": load(),
}
text = "Each token may look at itself and at earlier ones."
for name, (tokenizer, model) in models.items():
    encoded = tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        layers = model(**encoded, output_hidden_states=True).hidden_states
    ratios = [states[0, 0].norm() / states[0, 1:].norm(dim=-1).mean() for states in layers]
    print(f"{name}, how many times as long as the others is the first vector?")
    for layer in range(0, len(layers), len(layers) // 6):
        print(f"  layer {layer:2}  {ratios[layer]:4.0f}")
    print(f"longer_{name.lower()} = {ratios[len(layers) // 2]:.0f}")
