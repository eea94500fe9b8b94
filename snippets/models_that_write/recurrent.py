"""A recurrent language model: one memory, rewritten at every word."""

# --8<-- [start:model]
import torch
from torch import nn
from transformers.modeling_outputs import CausalLMOutput

from snippets.lab.objectives import texts
from snippets.lab.tokenizer import BOS, ID, LONGEST, VOCABULARY
from snippets.lab.world.engine import END
from snippets.lab.writing import MARKS


class LSTMLanguageModel(nn.Module):
    def __init__(self, d=64, memory=128):
        super().__init__()
        self.embedding = nn.Embedding(len(VOCABULARY), d)
        self.lstm = nn.LSTM(d, memory, batch_first=True)
        self.narrow = nn.Linear(memory, d)
        self.head = nn.Linear(d, len(VOCABULARY))
        self.head.weight = self.embedding.weight  # tied: a word is read and written by one vector
        nn.init.ones_(self.lstm.bias_ih_l0[memory : 2 * memory])  # at first, forget little

    def step(self, ids, state=None):
        hidden, state = self.lstm(self.embedding(ids), state)
        return self.head(self.narrow(hidden)), state

    def forward(self, input_ids):
        return CausalLMOutput(logits=self.step(input_ids)[0])

    # --8<-- [end:model]
    # --8<-- [start:write]
    @torch.no_grad()
    def write(self, n, seed):
        """Draw n texts: what was read is in `state`, so that each step reads one word."""
        torch.manual_seed(seed)
        ids, state, ended = torch.full((n, 1), ID[BOS]), None, torch.zeros(n, 1, dtype=torch.bool)
        drawn = []
        for _ in range(LONGEST - 1):
            logits, state = self.step(ids, state)
            ids = torch.multinomial(logits[:, -1].softmax(dim=-1), 1).masked_fill(ended, ID[END])
            ended |= ids == ID[END]
            drawn.append(ids)
        return texts(torch.cat(drawn, dim=1), keep=MARKS)


# --8<-- [end:write]
