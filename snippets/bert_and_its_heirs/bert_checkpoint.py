from snippets.bert_and_its_heirs.encoders import masked_loss
from snippets.checkpoints import load
from snippets.studies.measure import masked_excess

model = load("bert")
parameters = model.num_parameters()
excess_bits = masked_excess(model, masked_loss)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.4f}")
