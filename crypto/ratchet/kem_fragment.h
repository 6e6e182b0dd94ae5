#pragma once

#include "crypto/base/reader.h"

#include <optional>

namespace sotto::crypto {

/// Keys and ciphertexts of the ML-KEM step travel in whole cells, so that a small bitmap says what
/// has arrived: 37 cells make a public key, 34 a ciphertext.
inline constexpr std::size_t kKemCellBytes = 32;

/// A piece of an ML-KEM public key or ciphertext, carried in the padding of a message.
///
///     struct {                // PROTOCOL.md section 7.5
///         u8  kind;           // 1 public key, 2 ciphertext
///         u16 epoch;          // of the step that it belongs to
///         u16 offset;         // in bytes, a multiple of 32
///         u16 length;         // in bytes, a multiple of 32, at least 32
///         u8  data[length];
///     } KemFragment;
struct KemFragment
{
    enum class Kind : std::uint8_t
    {
        PublicKey = 1,
        Ciphertext = 2
    };
    static constexpr std::size_t kHeaderBytes = 7;

    Kind kind = Kind::PublicKey;
    std::uint16_t epoch = 0;
    std::uint16_t offset = 0;
    ByteView data;

    /// Reads one fragment; its kind byte is next. The data is a view into the input.
    [[nodiscard]] static KemFragment read(Reader& in);
};

/// Bytes that arrive in cells, in any order, some of them more than once.
class KemAssembly
{
public:
    explicit KemAssembly(std::size_t size)
        : m_bytes(size)
    {}

    void put(const KemFragment& fragment);
    [[nodiscard]] bool empty() const { return m_cells == 0; }
    [[nodiscard]] bool complete() const
    {
        return m_cells == (std::uint64_t{1} << (m_bytes.size() / kKemCellBytes)) - 1;
    }
    [[nodiscard]] ByteView bytes() const { return m_bytes; }
    [[nodiscard]] std::uint64_t cells() const { return m_cells; }
    /// Restores what was stored. False if the bitmap names cells that there are not, or a cell that
    /// has not arrived is not zero.
    [[nodiscard]] bool restore(ByteView bytes, std::uint64_t cells);

private:
    Bytes m_bytes;
    std::uint64_t m_cells = 0;
};

} // namespace sotto::crypto
