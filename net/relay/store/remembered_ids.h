#pragma once

#include "net/wire/envelope_id.h"

#include <array>
#include <vector>

namespace sotto::relay {

/// The first half of an EnvelopeId, which is what the table `arrival` keeps of it.
using ShortEnvelopeId = crypto::FixedBytes<struct ShortEnvelopeIdTag, 16>;
[[nodiscard]] inline ShortEnvelopeId shortened(const wire::EnvelopeId& id)
{
    return ShortEnvelopeId(id.view().first<ShortEnvelopeId::kSize>());
}

/// What an envelope is remembered by: the first half of its id, mixed with the mailbox's row, so
/// that a mailbox that was deleted and made anew remembers nothing.
struct RememberedId
{
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const RememberedId&) const = default;

    [[nodiscard]] static RememberedId of(std::int64_t mailbox, const ShortEnvelopeId& id);
};

/// The envelopes that would be doubles: an open hash table of 16 bytes a place, at most four fifths
/// full, so 20 to 40 bytes for each. Where an id stands depends on a random seed, so that nobody
/// can make many that stand in one place.
class RememberedIds
{
public:
    RememberedIds();

    /// False if it was there.
    bool insert(const RememberedId& id);
    void erase(const RememberedId& id);
    [[nodiscard]] bool contains(const RememberedId& id) const;
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    [[nodiscard]] std::size_t home(const RememberedId& id) const;
    [[nodiscard]] std::size_t find(const RememberedId& id) const;
    void grow();

    std::array<std::uint64_t, 2> m_seed{};
    std::vector<RememberedId> m_places;
    std::size_t m_size = 0;
};

} // namespace sotto::relay
