import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")

passes = {"encoder": 0, "decoder": 0}
for name in passes:

    def count(module, arguments, output, name=name):
        passes[name] += 1

    model.get_submodule(f"model.{name}").register_forward_hook(count)

inputs = tokenizer("translate : the white house is small =", return_tensors="pt")
with torch.no_grad():
    encoded = model.get_encoder()(**inputs)  # once; last_hidden_state: (1, source, d)
    target = [model.config.decoder_start_token_id]
    while target[-1] != model.config.eos_token_id:
        so_far = torch.tensor([target])  # (1, target so far)
        output = model(encoder_outputs=encoded, decoder_input_ids=so_far)
        p = output.logits[0, -1].softmax(-1)  # (vocabulary,)
        target.append(p.argmax().item())
        print(f"{tokenizer.decode(so_far[0]):36} -> {tokenizer.decode(target[-1]):8} {p.max():.3f}")

print("encoder_passes =", passes["encoder"])
print("decoder_passes =", passes["decoder"])
print("same_as_generate =", target == model.generate(**inputs, max_new_tokens=10)[0].tolist())
