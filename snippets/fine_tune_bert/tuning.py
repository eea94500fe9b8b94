"""A classifier with a pretrained or a random body under a new head, and the loop that tunes it."""

import torch
from transformers import BertForMaskedLM, BertForSequenceClassification

from snippets.lab.reviews import inputs, lengths


# --8<-- [start:classifier]
def new_classifier(pretrained=True, seed=0):
    torch.manual_seed(seed)
    bert = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
    model = BertForSequenceClassification(bert.config)  # all weights random, two labels
    if pretrained:
        model.bert.load_state_dict(bert.bert.state_dict(), strict=False)  # the head stays random
    return model


# --8<-- [end:classifier]


# --8<-- [start:loop]
def fine_tune(model, chosen, positive, epochs, measure=None):
    chosen = torch.tensor(chosen)
    labels = torch.tensor(~positive).long()  # 0 is positive, 1 negative
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    curve = [measure(model)] if measure else []
    for epoch in range(epochs):
        model.train()
        for part in torch.randperm(len(labels)).split(32):
            rows, longest = chosen[part], lengths[chosen[part]].max()
            input_ids = inputs.input_ids[rows, :longest]
            attention_mask = inputs.attention_mask[rows, :longest]
            output = model(input_ids, attention_mask, labels=labels[part])
            optimizer.zero_grad()
            output.loss.backward()
            optimizer.step()
        if measure and epoch % 2:
            curve.append(measure(model))
    return curve


# --8<-- [end:loop]
