#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a small model directory in the form in which models are published: the same bytes on every run.

  tools/make_example_model.py manifests/example                              what stands in the repository
  tools/make_example_model.py --shards 16 --shard-bytes 134217728 DIR        2 GiB to measure with
  tools/make_example_model.py --shards 200 --shard-bytes 5000000000 --sparse DIR    1 TB that takes no room on the disk
  tools/make_example_model.py --layout diffusers DIR

The weights are noise in the shapes of a transformer; nothing was trained. Files that are already there are overwritten, others stay.
"""
import argparse
import hashlib
import json
import math
import pathlib

HEADS, KEY_VALUE_HEADS, LAYERS_MIN, HIDDEN_STEP = 4, 2, 4, 32
DATA_CHUNK = 1 << 20
SPECIAL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["Ġ t", "h e", "Ġt he", "i n", "Ġ a", "r e", "o n", "e r", "Ġ w", "a t", "e n", "Ġ o", "Ġo f", "i t", "e s", "i s",
          "n d", "Ġa nd", "in g", "o r", "a l", "Ġ s", "e d", "Ġ c", "Ġ f", "Ġt o", "a r", "Ġ p", "a n", "Ġ m", "Ġi n", "Ġ i",
          "l e", "r o", "o u", "i on", "Ġ b", "i c", "a s", "Ġ d", "Ġ h", "e l", "v e", "l l", "r a", "Ġb e", "o t", "i l",
          "s t", "Ġ n", "u t", "c t", "Ġ l", "m o", "d el", "mo del", "w e", "i g", "h t", "ig ht", "we ight"]

CARD = """---
license: apache-2.0
{base}library_name: {library}
pipeline_tag: {task}
tags:
- example
---

# Example model

A model to try weightcheck on. It has the files, the names and the shapes of a published one on a small scale; the weights are noise, and so is what it writes. Every byte comes from `tools/make_example_model.py` of weightcheck.

## License

Apache-2.0, see `LICENSE`.
"""

CHAT_TEMPLATE = """{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

# The exponent of every number is one of a few small ones, so that the noise looks like weights and holds no NaN.
HIGH_BYTES = bytes((value & 0x80) | 0x3C for value in range(256))


def noise(seed, name, size):
    """Yields `size` bytes of bfloat16 numbers that depend on the seed and the tensor's name alone."""
    for number in range(0, size, DATA_CHUNK):
        chunk = bytearray(hashlib.shake_256(f"{seed}/{name}/{number}".encode()).digest(min(DATA_CHUNK, size - number)))
        chunk[1::2] = chunk[1::2].translate(HIGH_BYTES)
        yield bytes(chunk)


def write_text(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def write_json(path, value):
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_safetensors(path, tensors, options):
    """tensors: name -> shape, all BF16. Returns their bytes."""
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name in sorted(tensors):
        size = 2 * math.prod(tensors[name])
        header[name] = {"dtype": "BF16", "shape": tensors[name], "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        if options.sparse:
            file.truncate(8 + len(text) + offset)
        else:
            for name in sorted(tensors):
                for chunk in noise(options.seed, name, 2 * math.prod(tensors[name])):
                    file.write(chunk)
    return offset


def write_sharded(folder, base, shards, options):
    """One file without an index, or several with one."""
    if len(shards) == 1:
        write_safetensors(folder / f"{base}.safetensors", shards[0], options)
        return
    total, weight_map = 0, {}
    for number, tensors in enumerate(shards, 1):
        name = f"{base}-{number:05}-of-{len(shards):05}.safetensors"
        total += write_safetensors(folder / name, tensors, options)
        weight_map.update((tensor, name) for tensor in tensors)
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(weight_map.items()))}
    write_json(folder / f"{base}.safetensors.index.json", index)


def width_for(shard_bytes, layers_per_shard):
    """A layer has about nine squares of the hidden size, two bytes a number."""
    return max(HIDDEN_STEP, round(math.sqrt(shard_bytes / layers_per_shard / 18) / HIDDEN_STEP) * HIDDEN_STEP)


def decoder_layer(number, hidden):
    head, rows = hidden // HEADS, hidden * KEY_VALUE_HEADS // HEADS
    shapes = {
        "input_layernorm": [hidden], "post_attention_layernorm": [hidden],
        "mlp.gate_proj": [2 * hidden, hidden], "mlp.up_proj": [2 * hidden, hidden], "mlp.down_proj": [hidden, 2 * hidden],
        "self_attn.q_proj": [hidden, hidden], "self_attn.k_proj": [rows, hidden], "self_attn.v_proj": [rows, hidden],
        "self_attn.o_proj": [hidden, hidden], "self_attn.q_norm": [head], "self_attn.k_norm": [head],
    }
    return {f"model.layers.{number}.{name}.weight": shape for name, shape in shapes.items()}


def vocabulary_size():
    return 256 + len(MERGES) + len(SPECIAL_TOKENS)


def decoder_shards(shards, hidden, layers):
    split = [{} for _ in range(shards)]
    for number in range(layers):
        split[number * shards // layers].update(decoder_layer(number, hidden))
    split[0]["model.embed_tokens.weight"] = [vocabulary_size(), hidden]
    split[-1]["model.norm.weight"] = [hidden]
    split[-1]["lm_head.weight"] = [vocabulary_size(), hidden]
    return split


def decoder_config(hidden, layers):
    return {
        "architectures": ["Qwen3ForCausalLM"], "attention_bias": False, "bos_token_id": 317, "eos_token_id": 319,
        "head_dim": hidden // HEADS, "hidden_act": "silu", "hidden_size": hidden, "initializer_range": 0.02,
        "intermediate_size": 2 * hidden, "max_position_embeddings": 2048, "model_type": "qwen3", "num_attention_heads": HEADS,
        "num_hidden_layers": layers, "num_key_value_heads": KEY_VALUE_HEADS, "rms_norm_eps": 1e-06, "rope_theta": 1000000,
        "tie_word_embeddings": False, "torch_dtype": "bfloat16", "use_cache": True, "vocab_size": vocabulary_size(),
    }


def byte_alphabet():
    """The visible stand-ins that byte-level BPE has for the 256 bytes."""
    visible = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return [chr(byte) for byte in visible] + [chr(256 + position) for position in range(len(hidden))]


def write_tokenizer(folder):
    tokens = byte_alphabet() + [merge.replace(" ", "") for merge in MERGES]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    added = [{"id": len(tokens) + place, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for place, token in enumerate(SPECIAL_TOKENS)]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": True}
    write_json(folder / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": {"type": "NFC"},
        "pre_tokenizer": byte_level, "post_processor": byte_level, "decoder": byte_level,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
                  "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary, "merges": MERGES}})
    write_json(folder / "tokenizer_config.json", {
        "add_prefix_space": False, "additional_special_tokens": SPECIAL_TOKENS[1:], "bos_token": None,
        "clean_up_tokenization_spaces": False, "eos_token": SPECIAL_TOKENS[2], "model_max_length": 2048,
        "pad_token": SPECIAL_TOKENS[0], "tokenizer_class": "Qwen2Tokenizer", "unk_token": None})
    write_text(folder / "vocab.json", json.dumps(vocabulary, ensure_ascii=False) + "\n")
    write_text(folder / "merges.txt", "#version: 0.2\n" + "\n".join(MERGES) + "\n")


def write_decoder(folder, options):
    layers = max(options.shards, LAYERS_MIN)
    hidden = width_for(options.shard_bytes, layers / options.shards)
    write_sharded(folder, "model", decoder_shards(options.shards, hidden, layers), options)
    write_json(folder / "config.json", decoder_config(hidden, layers))
    write_json(folder / "generation_config.json",
               {"bos_token_id": 317, "do_sample": True, "eos_token_id": [319, 317], "temperature": 0.6, "top_k": 20, "top_p": 0.95})


def make_transformers(folder, options):
    write_decoder(folder, options)
    write_tokenizer(folder)
    write_text(folder / "chat_template.jinja", CHAT_TEMPLATE)
    # Git must not touch line ends here: digests are of bytes.
    write_text(folder / ".gitattributes", "* -text\n")
    return {"library": "transformers", "task": "text-generation"}


def make_single(folder, options):
    options.shards = 1
    return make_transformers(folder, options)


def make_diffusers(folder, options):
    width = width_for(options.shard_bytes, 1)
    blocks = [{f"transformer_blocks.{number}.{name}.weight": [2 * width, width] for name in
               ("attn.to_q", "attn.to_k", "attn.to_v", "attn.to_out.0")} for number in range(options.shards)]
    write_sharded(folder / "transformer", "diffusion_pytorch_model", blocks, options)
    write_json(folder / "transformer" / "config.json", {"_class_name": "DiTTransformer2DModel", "num_layers": options.shards})
    write_sharded(folder / "vae", "diffusion_pytorch_model", [{"decoder.conv_in.weight": [width, 4, 3, 3]}], options)
    write_json(folder / "vae" / "config.json", {"_class_name": "AutoencoderKL", "latent_channels": 4})
    write_sharded(folder / "text_encoder", "model", decoder_shards(1, HIDDEN_STEP, 1), options)
    write_json(folder / "text_encoder" / "config.json", decoder_config(HIDDEN_STEP, 1))
    write_tokenizer(folder / "tokenizer")
    write_json(folder / "scheduler" / "scheduler_config.json", {"_class_name": "DDIMScheduler", "num_train_timesteps": 1000})
    write_json(folder / "model_index.json", {
        "_class_name": "DiTPipeline", "scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "Qwen3Model"],
        "tokenizer": ["transformers", "Qwen2Tokenizer"], "transformer": ["diffusers", "DiTTransformer2DModel"],
        "vae": ["diffusers", "AutoencoderKL"]})
    return {"library": "diffusers", "task": "text-to-image"}


def make_adapter(folder, options):
    width = width_for(options.shard_bytes, 1)
    tensors = {}
    for layer in range(LAYERS_MIN):
        for part in ("q_proj", "v_proj"):
            prefix = f"base_model.model.model.layers.{layer}.self_attn.{part}.lora_"
            tensors |= {prefix + "A.weight": [8, width], prefix + "B.weight": [width, 8]}
    write_safetensors(folder / "adapter_model.safetensors", tensors, options)
    base = "Qwen/Qwen3-0.6B"
    write_json(folder / "adapter_config.json", {"base_model_name_or_path": base, "lora_alpha": 16, "peft_type": "LORA", "r": 8,
                                                "target_modules": ["q_proj", "v_proj"], "task_type": "CAUSAL_LM"})
    return {"base": base, "library": "peft", "task": "text-generation"}


LAYOUTS = {"transformers": make_transformers, "diffusers": make_diffusers, "adapter": make_adapter, "single": make_single}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--layout", choices=LAYOUTS, default="transformers")
    parser.add_argument("--shards", type=int, default=3)
    parser.add_argument("--shard-bytes", type=int, default=40_000, help="about so many in each")
    parser.add_argument("--sparse", action="store_true", help="true headers, and holes for data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base-model", help="what the model card names as its base")
    options = parser.parse_args()
    if not 1 <= options.shards <= 99_999 or options.shard_bytes < 1:
        parser.error("at least one shard of one byte, at most 99999 of them")
    options.directory.mkdir(parents=True, exist_ok=True)
    card = LAYOUTS[options.layout](options.directory, options)
    base = card.pop("base", options.base_model)
    write_text(options.directory / "README.md", CARD.format(base=f"base_model: {base}\n" if base else "", **card))
    own_license = pathlib.Path(__file__).resolve().parent.parent / "LICENSE"
    (options.directory / "LICENSE").write_bytes(own_license.read_bytes())


if __name__ == "__main__":
    main()
