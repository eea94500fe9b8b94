# --8<-- [start:models]
import torch
import torch.nn.functional as F
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel

from snippets.same_data_two_objectives.toy_text import CLS, MASK, SEP, draw, vocabulary


def build_gpt():
    size = {"vocab_size": len(vocabulary), "n_positions": 8}
    width = {"n_embd": 32, "n_layer": 1, "n_head": 2}
    no_dropout = {"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}
    ends = {"bos_token_id": CLS, "eos_token_id": SEP}
    return GPT2LMHeadModel(GPT2Config(**size, **width, **no_dropout, **ends))


def build_bert():
    size = {"vocab_size": len(vocabulary), "max_position_embeddings": 8, "type_vocab_size": 1}
    width = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    no_dropout = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    other = {"intermediate_size": 110, "initializer_range": 0.06}
    return BertForMaskedLM(BertConfig(**size, **width, **no_dropout, **other))


# --8<-- [end:models]


# --8<-- [start:clm]
def clm_loss(model, input_ids):
    logits = model(input_ids=input_ids).logits  # (batch, tokens, vocabulary)
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), input_ids[:, 1:].flatten())


# --8<-- [end:clm]


# --8<-- [start:mlm]
def mask_tokens(input_ids, mask_share=0.8, random_share=0.1):
    chosen = (torch.rand(input_ids.shape) < 0.15) & (input_ids > MASK)
    labels = input_ids.masked_fill(~chosen, -100)
    fate = torch.rand(input_ids.shape)
    to_mask = chosen & (fate < mask_share)
    to_random = chosen & (fate >= mask_share) & (fate < mask_share + random_share)
    random_ids = torch.randint(len(vocabulary), input_ids.shape)
    corrupted = input_ids.masked_fill(to_mask, MASK)
    return torch.where(to_random, random_ids, corrupted), labels


def mlm_loss(model, input_ids, mask_share=0.8, random_share=0.1):
    corrupted, labels = mask_tokens(input_ids, mask_share, random_share)
    logits = model(input_ids=corrupted).logits  # (batch, tokens, vocabulary)
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)


def mask_only_loss(model, input_ids):
    return mlm_loss(model, input_ids, mask_share=1.0, random_share=0.0)


# --8<-- [end:mlm]


# --8<-- [start:train]
def train(model, loss_function, measure=None, steps=200):
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.0, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, steps, cycle_momentum=False)
    curve = [measure(model)] if measure else []
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss_function(model, draw(128)).backward()
        optimizer.step()
        schedule.step()
        if measure and step % 25 == 0:
            curve.append(measure(model))
    return curve


# --8<-- [end:train]
