#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/timestamp.h"
#include "crypto/base/writer.h"
#include "crypto/ratchet/header_key.h"

#include <deque>
#include <unordered_map>
#include <vector>

namespace sotto::crypto {

/// Keys kept for messages that were overtaken, at most so many: 2,000 cover a week of a busy group
/// while the memory stays under a quarter of a megabyte. The oldest go first.
inline constexpr std::size_t kMaxSkippedKeys = 2000;
/// A message may be this many ahead of what has arrived. More is refused: each skipped message
/// costs work before anything shows that the sender is honest.
inline constexpr std::uint32_t kMaxSkip = 2000;
/// As kMaxSkip, of a session that nobody has confirmed: anybody can begin one, so what it costs in
/// work and memory is a stranger's choice.
inline constexpr std::uint32_t kMaxUnconfirmedSkip = 100;
/// Receiving chains, besides the current one, of which overtaken messages are still awaited.
inline constexpr std::size_t kMaxOldChains = 5;
/// An overtaken message that has not come after so long is not coming: relays drop envelopes then.
inline constexpr Duration kSkippedKeyLifetime = Duration::days(30);

/// The message key of a message that has not arrived, and where it belongs.
struct SkippedKey
{
    ReceiveTag tag;
    std::uint32_t number = 0;
    MessageKey key;
    Timestamp storedAt;
};

/// Skipped message keys of one session, found by the tag of the envelope that will come.
/// (Double Ratchet sections 2.6 and 4.3: MKSKIPPED.) Tags are our own prediction, so a look-up
/// never tries old header keys.
class SkippedKeys
{
public:
    struct Found
    {
        const HeaderKey* headerKey;
        const SkippedKey* key;
    };

    [[nodiscard]] std::optional<Found> find(const ReceiveTag& tag) const;
    [[nodiscard]] std::size_t size() const { return m_byTag.size(); }

    /// Adds keys of one receiving chain; drops the oldest beyond the limits. The tags that went are
    /// appended to @p dropped.
    void add(const HeaderKey& chain, std::vector<SkippedKey> keys,
             std::vector<ReceiveTag>& dropped);
    void remove(const ReceiveTag& tag);
    /// Drops keys older than kSkippedKeyLifetime; their tags are appended to @p dropped.
    void expire(Timestamp now, std::vector<ReceiveTag>& dropped);
    void appendTags(std::vector<ReceiveTag>& out) const;
    /// True if a state with these receiving header keys can have skipped these keys: each chain
    /// once, of @p current (if there is one) as the last and only numbers below @p index, of
    /// @p next none.
    [[nodiscard]] bool precede(const HeaderKey* current, std::uint32_t index,
                               const HeaderKey& next) const;

    void write(SecretWriter& out) const;
    [[nodiscard]] static SkippedKeys read(Reader& in);

private:
    struct Chain
    {
        std::uint64_t id;
        HeaderKey headerKey;
        std::size_t count;
    };
    struct Entry
    {
        std::uint64_t chain;
        SkippedKey key;
    };

    void dropChain(std::uint64_t id, std::vector<ReceiveTag>& dropped);
    void dropOldestKey(std::vector<ReceiveTag>& dropped);
    [[nodiscard]] Chain* chainOf(std::uint64_t id);
    [[nodiscard]] const Chain* chainOf(std::uint64_t id) const;

    std::deque<Chain> m_chains; ///< oldest first
    std::unordered_map<ReceiveTag, Entry, FixedBytesHash> m_byTag;
    std::deque<ReceiveTag> m_order; ///< oldest first; may name keys that are gone
    std::uint64_t m_nextChain = 0;
};

} // namespace sotto::crypto
