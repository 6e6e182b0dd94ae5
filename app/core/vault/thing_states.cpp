#include "app/core/vault/thing_states.h"

#include "app/core/vault/limits.h"

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

void Stamps::see(const wire::Stamp& stamp)
{
    m_next = std::min(std::max(m_next, stamp.stamp_ms() + 1), vault::kTimeMsMax);
}

wire::Stamp Stamps::next() const
{
    wire::Stamp out;
    out.set_stamp_ms(m_next);
    out.set_device(m_device);
    return out;
}

bool Stamps::isLater(const wire::Stamp& stamp, const wire::Stamp& than)
{
    return std::pair(stamp.stamp_ms(), std::string_view(stamp.device())) >
           std::pair(than.stamp_ms(), std::string_view(than.device()));
}

} // namespace sotto::core
