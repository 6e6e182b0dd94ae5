#include "app/core/vault/thing_states.h"

#include "app/core/vault/merge.h"

namespace sotto::core {

std::string keyOf(RowId row)
{
    std::string out(8, '\0');
    auto number = static_cast<std::uint64_t>(row);
    for (std::size_t i = out.size(); i-- > 0; number >>= 8U) {
        out[i] = static_cast<char>(number & 0xFFU);
    }
    return out;
}

RowId rowOf(std::string_view key)
{
    std::uint64_t number = 0;
    for (const char byte : key) {
        number = (number << 8U) | static_cast<unsigned char>(byte);
    }
    return static_cast<RowId>(number);
}

Stamps::Stamps(const Context& context, const OwnAccount& own)
    : m_next(static_cast<std::uint64_t>(std::max<std::int64_t>(context.nowMs(), 1)))
    , m_device(fieldOf(own.device().view()))
{
    // A clock that has lost its time knows at least that the account exists.
    const std::uint64_t begun = own.log().entries().front().statement().claimed.seconds * 1000;
    m_horizon = std::max(m_next, std::min(begun, vault::kTimeMsMax)) + vault::kAheadMs;
}

void Stamps::see(const wire::Stamp& stamp)
{
    if (stamp.stamp_ms() <= m_horizon) {
        m_next = std::min(std::max(m_next, stamp.stamp_ms() + 1), vault::kTimeMsMax);
    }
}

wire::Stamp Stamps::next() const
{
    wire::Stamp out;
    out.set_stamp_ms(m_next);
    out.set_device(m_device);
    return out;
}

bool Stamps::isLater(const wire::Stamp& stamp, const wire::Stamp& than) const
{
    return vault::orderOf(stamp, m_horizon) > vault::orderOf(than, m_horizon);
}

} // namespace sotto::core
