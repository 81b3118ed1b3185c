"""One of two ranks that train a step; the first keeps the gradient. See test_trainers.py."""

import os
import sys
from pathlib import Path

import torch

from tests.trainers import test_trainers

make, folder = getattr(test_trainers, sys.argv[1]), Path(sys.argv[2])
trainer = make(folder, 2, 2)
found = test_trainers.gradient_of(trainer)
if trainer.is_world_process_zero():
    torch.save(found, folder / "gradient.pt")
torch.distributed.barrier()
torch.distributed.destroy_process_group()
os._exit(0)  # threads of gloo now and then abort an interpreter that ends
