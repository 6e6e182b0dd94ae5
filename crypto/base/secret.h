#pragma once

#include "crypto/base/bytes.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace sotto::crypto {

/// Overwrites @p bytes in a way that the compiler may not remove.
void wipe(MutableByteView bytes) noexcept;

/// True if both are equal, in time that depends on their length only. Different lengths: false.
[[nodiscard]] bool equalConstantTime(ByteView a, ByteView b) noexcept;

/// A secret of exactly N bytes. Move-only; wiped when moved from and when destroyed; compared in
/// constant time only; never printed. The Tag keeps a key of one purpose from serving another.
///
/// Lives inline where it is declared, which suits the many short-lived keys of a ratchet. Keys
/// that live as long as the process belong in a GuardedSecret.
template <class Tag, std::size_t N> class Secret
{
public:
    static constexpr std::size_t kSize = N;

    Secret() noexcept = default;
    explicit Secret(std::span<const std::uint8_t, N> value) noexcept
    {
        std::copy(value.begin(), value.end(), m_bytes.begin());
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept
        : m_bytes(other.m_bytes)
    {
        other.clear();
    }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            m_bytes = other.m_bytes;
            other.clear();
        }
        return *this;
    }
    ~Secret() { clear(); }

    /// A second copy, asked for by name so that copies can be counted in a review.
    [[nodiscard]] Secret duplicate() const noexcept { return Secret(view()); }

    [[nodiscard]] std::span<const std::uint8_t, N> view() const noexcept { return m_bytes; }
    [[nodiscard]] std::span<std::uint8_t, N> mutableView() noexcept { return m_bytes; }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return m_bytes.data(); }
    [[nodiscard]] std::uint8_t* data() noexcept { return m_bytes.data(); }

    [[nodiscard]] friend bool operator==(const Secret& a, const Secret& b) noexcept
    {
        return equalConstantTime(a.view(), b.view());
    }

    void clear() noexcept { wipe(m_bytes); }

private:
    std::array<std::uint8_t, N> m_bytes{};
};

/// Allocates like std::allocator and wipes what it gives back.
template <class T> struct WipingAllocator
{
    using value_type = T;

    WipingAllocator() noexcept = default;
    template <class U> explicit WipingAllocator(const WipingAllocator<U>&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* pointer, std::size_t count) noexcept
    {
        wipe({reinterpret_cast<std::uint8_t*>(pointer), count * sizeof(T)});
        std::allocator<T>().deallocate(pointer, count);
    }
    template <class U> bool operator==(const WipingAllocator<U>&) const noexcept { return true; }
};

/// Secret bytes of a length known only at run time (plaintexts, serialised states). Move-only and
/// wiped when destroyed, also when it grows.
class SecretBytes
{
public:
    using Storage = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

    SecretBytes() = default;
    explicit SecretBytes(std::size_t size)
        : m_bytes(size)
    {}
    explicit SecretBytes(ByteView value)
        : m_bytes(value.begin(), value.end())
    {}
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    SecretBytes(SecretBytes&&) noexcept = default;
    SecretBytes& operator=(SecretBytes&&) noexcept = default;
    ~SecretBytes() = default;

    [[nodiscard]] SecretBytes duplicate() const { return SecretBytes(view()); }
    [[nodiscard]] ByteView view() const noexcept { return m_bytes; }
    [[nodiscard]] MutableByteView mutableView() noexcept { return m_bytes; }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return m_bytes.data(); }
    [[nodiscard]] std::uint8_t* data() noexcept { return m_bytes.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_bytes.size(); }
    [[nodiscard]] bool empty() const noexcept { return m_bytes.empty(); }

    void append(ByteView bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    void reserve(std::size_t size) { m_bytes.reserve(size); }
    /// Shortens to @p size bytes (wiping what goes) or grows with zeros.
    void resize(std::size_t size)
    {
        if (size < m_bytes.size()) {
            wipe(MutableByteView(m_bytes).subspan(size));
        }
        m_bytes.resize(size);
    }

private:
    Storage m_bytes;
};

/// Memory between guard pages, locked against swapping where the system allows it, that
/// sodium_free wipes.
struct SodiumFree
{
    void operator()(std::uint8_t* pointer) const noexcept;
};
using GuardedMemory = std::unique_ptr<std::uint8_t, SodiumFree>;

/// @throws std::bad_alloc when the system has no memory left.
[[nodiscard]] GuardedMemory allocateGuarded(std::size_t size);

/// A long-lived secret (identity key, shared key, master key) in guarded pages. An empty one
/// (moved from) must not be viewed.
template <class Tag, std::size_t N> class GuardedSecret
{
public:
    static constexpr std::size_t kSize = N;

    GuardedSecret()
        : m_memory(allocateGuarded(N))
    {
        wipe({m_memory.get(), N});
    }
    explicit GuardedSecret(std::span<const std::uint8_t, N> value)
        : m_memory(allocateGuarded(N))
    {
        std::copy(value.begin(), value.end(), m_memory.get());
    }
    explicit GuardedSecret(Secret<Tag, N> value)
        : GuardedSecret(value.view())
    {}

    [[nodiscard]] std::span<const std::uint8_t, N> view() const noexcept
    {
        return std::span<const std::uint8_t, N>(m_memory.get(), N);
    }
    [[nodiscard]] std::span<std::uint8_t, N> mutableView() noexcept
    {
        return std::span<std::uint8_t, N>(m_memory.get(), N);
    }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return m_memory.get(); }
    [[nodiscard]] std::uint8_t* data() noexcept { return m_memory.get(); }
    [[nodiscard]] Secret<Tag, N> duplicate() const noexcept { return Secret<Tag, N>(view()); }

private:
    GuardedMemory m_memory;
};

} // namespace sotto::crypto
