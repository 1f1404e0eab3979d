import os

# A page's blocks are a few thousand products: no work for threads, of which OpenBLAS would begin one for every core in
# every worker. It is told before numpy is imported, or not at all.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
