// Memory that is given back is overwritten first, by whichever library it is given back: what was
// on the screen (names, texts) passes through strings of Qt, of the QML engine and of the standard
// library, which nobody wipes. With this, what is gone from the models after locking is gone from
// the process as well. Costs a memset of each block; blocks that grow are copied instead of moved.
//
// Linked into the program alone, and not into builds with a sanitizer, which have their own.
#include <features.h>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(__GLIBC__)

#include <cstring>
#include <malloc.h>

extern "C" {

void __libc_free(void* block);

void free(void* block)
{
    if (block != nullptr) {
        explicit_bzero(block, malloc_usable_size(block));
        __libc_free(block);
    }
}

void* realloc(void* block, std::size_t size)
{
    if (block == nullptr) {
        return malloc(size);
    }
    if (size == 0) {
        free(block);
        return nullptr;
    }
    const std::size_t held = malloc_usable_size(block);
    if (size <= held && size >= held / 2) {
        return block;
    }
    void* const moved = malloc(size);
    if (moved != nullptr) {
        std::memcpy(moved, block, size < held ? size : held);
        free(block);
    }
    return moved;
}

} // extern "C"

#endif
