#include "net/relay/store/remembered_ids.h"

#include "crypto/base/random.h"

#include <cstring>
#include <utility>

namespace sotto::relay {

namespace {

constexpr std::size_t kFirstPlaces = 1024;
/// Stands for an empty place. That a real one is all zero happens once in 2^128.
constexpr RememberedId kNone{};

} // namespace

RememberedId RememberedId::of(std::int64_t mailbox, const ShortEnvelopeId& id)
{
    RememberedId out;
    std::memcpy(&out.low, id.data(), sizeof out.low);
    std::memcpy(&out.high, id.data() + sizeof out.low, sizeof out.high);
    out.low ^= static_cast<std::uint64_t>(mailbox);
    return out;
}

RememberedIds::RememberedIds()
    : m_places(kFirstPlaces)
{
    crypto::SystemRandom random;
    std::array<std::uint8_t, sizeof m_seed> seed{};
    random.fill(seed);
    std::memcpy(m_seed.data(), seed.data(), sizeof m_seed);
}

std::size_t RememberedIds::home(const RememberedId& id) const
{
    // The two halves of a 128-bit product of secret-shifted factors, folded.
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(id.low ^ m_seed[0]) * (id.high ^ m_seed[1]);
    const auto folded =
        static_cast<std::uint64_t>(product >> 64) ^ static_cast<std::uint64_t>(product);
    return static_cast<std::size_t>(folded) & (m_places.size() - 1);
}

std::size_t RememberedIds::find(const RememberedId& id) const
{
    std::size_t place = home(id);
    while (m_places[place] != kNone && m_places[place] != id) {
        place = (place + 1) & (m_places.size() - 1);
    }
    return place;
}

bool RememberedIds::contains(const RememberedId& id) const
{
    return m_places[find(id)] == id && id != kNone;
}

bool RememberedIds::insert(const RememberedId& id)
{
    if (5 * (m_size + 1) > 4 * m_places.size()) {
        grow();
    }
    const std::size_t place = find(id);
    if (m_places[place] == id) {
        return false;
    }
    m_places[place] = id;
    ++m_size;
    return true;
}

void RememberedIds::erase(const RememberedId& id)
{
    std::size_t hole = find(id);
    if (m_places[hole] != id || id == kNone) {
        return;
    }
    // What stands behind the hole and was pushed beyond its home moves up.
    const std::size_t mask = m_places.size() - 1;
    for (std::size_t next = (hole + 1) & mask; m_places[next] != kNone; next = (next + 1) & mask) {
        const std::size_t pushed = (next - home(m_places[next])) & mask;
        if (pushed >= ((next - hole) & mask)) {
            m_places[hole] = m_places[next];
            hole = next;
        }
    }
    m_places[hole] = kNone;
    --m_size;
}

void RememberedIds::grow()
{
    std::vector<RememberedId> old(m_places.size() * 2);
    old.swap(m_places);
    for (const RememberedId& id : old) {
        if (id != kNone) {
            m_places[find(id)] = id;
        }
    }
}

} // namespace sotto::relay
