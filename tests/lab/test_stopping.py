"""Training that is ended by what was held out."""

import pytest
import torch

from snippets.lab.fit import fit
from snippets.lab.models import small_gpt
from snippets.lab.objectives import gpt_batch, gpt_loss, word_rows
from snippets.lab.stopping import PATIENCE, fit_until_best
from snippets.lab.world.corpus import corpus

ROWS = word_rows(corpus()[:100])


def weights(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def trained(held, steps, looks):
    torch.manual_seed(0)
    model = small_gpt(width=8, heads=1)
    said = iter(held)
    found = fit_until_best(
        model, gpt_batch, gpt_loss, 3, steps, 1e-2, ROWS, lambda: next(said), looks
    )
    return model, *found


def test_where_the_last_look_is_the_best_it_is_fit():
    torch.manual_seed(0)
    other = small_gpt(width=8, heads=1)
    fit(other, gpt_batch, gpt_loss, 3, 6, 1e-2, ROWS)
    model, step, found = trained([3.0, 2.0, 1.0], 6, 3)
    assert (step, found) == (6, [3.0, 2.0, 1.0])
    assert torch.equal(weights(model), weights(other))


def test_the_best_weights_are_kept_and_looks_in_vain_end_it():
    held = [3.0, 1.0, *range(2, 20)]
    model, step, found = trained(held, 20, 20)
    assert step == 2
    assert len(found) == 2 + PATIENCE
    after_two, *_ = trained([0.0] * 2 + [-1.0] + [0.0] * 17, 20, 10)  # its looks are every 2 steps
    assert not torch.equal(weights(model), weights(after_two))
    after_two, *_ = trained([-1.0] + [0.0] * 19, 20, 10)
    assert torch.equal(weights(model), weights(after_two))


@pytest.mark.parametrize(("steps", "looks"), [(32, 16), (5, 16)])
def test_a_whole_training_has_so_many_looks(steps, looks):
    _, step, found = trained([float(-i) for i in range(40)], steps, looks)
    assert len(found) == min(steps, looks)
    assert step == steps
