from snippets.lab.checkpoints import load
from snippets.lab.encoders import masked_loss
from snippets.lab.measure import masked_excess

model = load("bert")
parameters = model.num_parameters()
excess_bits = masked_excess(model, masked_loss)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.4f}")
