#include "crypto/primitives/hkdf.h"

#include <cassert>

#include <sodium.h>

namespace sotto::crypto {

PseudorandomKey hkdfExtract(ByteView salt, std::initializer_list<ByteView> keyMaterial)
{
    static_assert(PseudorandomKey::kSize == crypto_kdf_hkdf_sha256_KEYBYTES);
    crypto_kdf_hkdf_sha256_state state;
    crypto_kdf_hkdf_sha256_extract_init(&state, salt.data(), salt.size());
    for (const ByteView piece : keyMaterial) {
        if (!piece.empty()) { // whose pointer may be null, which libsodium declares it never is
            crypto_kdf_hkdf_sha256_extract_update(&state, piece.data(), piece.size());
        }
    }
    PseudorandomKey out;
    crypto_kdf_hkdf_sha256_extract_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

void hkdfExpand(const PseudorandomKey& key, const Label& label, ByteView context,
                MutableByteView out)
{
    Bytes info;
    info.reserve(label.text.size() + 1 + context.size());
    append(info, asBytes(label.text));
    info.push_back(0);
    append(info, context);
    const int rc = crypto_kdf_hkdf_sha256_expand(out.data(), out.size(),
                                                 reinterpret_cast<const char*>(info.data()),
                                                 info.size(), key.data());
    assert(rc == 0);
    static_cast<void>(rc);
}

} // namespace sotto::crypto
