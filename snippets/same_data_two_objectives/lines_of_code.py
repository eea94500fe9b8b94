import inspect

from snippets.same_data_two_objectives.objectives import clm_loss, mask_tokens, mlm_loss


def lines_of(*functions):
    return sum(len(inspect.getsource(function).splitlines()) for function in functions)


print(f"clm_lines = {lines_of(clm_loss)}")
print(f"mlm_lines = {lines_of(mask_tokens, mlm_loss)}")
print(f"random_draws_in_clm = {inspect.getsource(clm_loss).count('torch.rand')}")
print(f"random_draws_in_mlm = {inspect.getsource(mask_tokens).count('torch.rand')}")
