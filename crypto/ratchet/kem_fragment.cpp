#include "crypto/ratchet/kem_fragment.h"

#include "crypto/primitives/mlkem768.h"

#include <cassert>

namespace sotto::crypto {

namespace {

std::size_t sizeOf(KemFragment::Kind kind)
{
    return kind == KemFragment::Kind::PublicKey ? MlKem768PublicKey::kSize
                                                : MlKem768Ciphertext::kSize;
}

} // namespace

KemFragment KemFragment::read(Reader& in)
{
    KemFragment out;
    const std::uint8_t kind = in.u8();
    if (kind != 1 && kind != 2) {
        in.fail(ParseError::Kind::OutOfRange);
        return out;
    }
    out.kind = static_cast<Kind>(kind);
    out.epoch = in.u16();
    out.offset = in.u16();
    const std::size_t length = in.u16();
    if (out.offset % kKemCellBytes != 0 || length % kKemCellBytes != 0 || length == 0 ||
        out.offset + length > sizeOf(out.kind)) {
        in.fail(ParseError::Kind::OutOfRange);
        return out;
    }
    out.data = in.bytes(length);
    return out;
}

void KemAssembly::put(const KemFragment& fragment)
{
    assert(fragment.offset + fragment.data.size() <= m_bytes.size());
    for (std::size_t at = 0; at < fragment.data.size(); at += kKemCellBytes) {
        const std::size_t cell = (fragment.offset + at) / kKemCellBytes;
        // The first copy of a cell stays: a peer cannot change its mind half-way.
        if ((m_cells >> cell & 1U) == 0) {
            const ByteView data = fragment.data.subspan(at, kKemCellBytes);
            std::copy(data.begin(), data.end(),
                      m_bytes.begin() + static_cast<std::ptrdiff_t>(cell * kKemCellBytes));
            m_cells |= std::uint64_t{1} << cell;
        }
    }
}

bool KemAssembly::restore(ByteView bytes, std::uint64_t cells)
{
    const std::size_t count = m_bytes.size() / kKemCellBytes;
    if (bytes.size() != m_bytes.size() || cells >> count != 0) {
        return false;
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (bytes[at] != 0 && (cells >> (at / kKemCellBytes) & 1U) == 0) {
            return false;
        }
    }
    m_bytes.assign(bytes.begin(), bytes.end());
    m_cells = cells;
    return true;
}

} // namespace sotto::crypto
