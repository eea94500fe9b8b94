"""A tokenizer for any text: byte-level pairs (BPE), learned from the text at hand."""

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer
from tokenizers.decoders import ByteLevel as Decoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import BpeTrainer
from transformers import PreTrainedTokenizerFast

from snippets.lab.tokenizer import BOS, CLS, PAD, SEP, TEMPLATES
from snippets.lab.world.engine import END, MASK

SIZE = 2000  # tokens, the marks and the 256 bytes among them
MARKS = (PAD, BOS, END, CLS, SEP, MASK)


def bpe(
    texts: Iterable[str],
    template: str = "bert",
    size: int = SIZE,
    more: Sequence[str] = (),
    longest: int = 128,
) -> PreTrainedTokenizerFast:
    """Return a tokenizer of at most `size` tokens, learned from the texts.

    No text is unknown to it. It puts the marks that `gpt` or `bert` expects round a text, and cuts
    what is longer than `longest` tokens. `more` are further marks.
    """
    tokens = Tokenizer(BPE())
    tokens.pre_tokenizer = ByteLevel(add_prefix_space=True)
    tokens.decoder = Decoder()
    trainer = BpeTrainer(
        vocab_size=size,
        special_tokens=[*MARKS, *more],
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokens.train_from_iterator(texts, trainer)
    tokens.post_processor = TemplateProcessing(
        single=TEMPLATES[template],
        special_tokens=[(mark, tokens.token_to_id(mark)) for mark in MARKS],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokens,
        pad_token=PAD,
        bos_token=BOS,
        eos_token=END,
        cls_token=CLS,
        sep_token=SEP,
        mask_token=MASK,
        model_max_length=longest,
        clean_up_tokenization_spaces=False,
    )
