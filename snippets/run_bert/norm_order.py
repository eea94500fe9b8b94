import torch
from transformers import BertForMaskedLM, GPT2LMHeadModel

bert = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
post, pre = bert.bert.encoder.layer[0], gpt.transformer.h[0]
x = torch.randn(1, 6, 64, generator=torch.Generator().manual_seed(0))
with torch.no_grad():
    y = post.attention.output.LayerNorm(x + post.attention.output.dense(post.attention.self(x)[0]))
    y = post.output.LayerNorm(y + post.output.dense(post.intermediate(y)))
    print("BERT:  x = norm(x + f(x)):", torch.allclose(y, post(x), atol=1e-5))

    z = x + pre.attn(pre.ln_1(x))[0]
    z = z + pre.mlp(pre.ln_2(z))
    print("GPT-2: x = x + f(norm(x)):", torch.allclose(z, pre(x), atol=1e-5))

    print("\nroot mean square of the stream after each block")
    for name, blocks in (("BERT", bert.bert.encoder.layer), ("GPT-2", gpt.transformer.h)):
        stream = x
        print(f"{name:<6}", end="")
        for block in blocks:
            stream = block(stream)
            print(f"{stream.square().mean().sqrt():6.2f}", end="")
        print()
