#include "crypto/ratchet/tag_window.h"

#include <cassert>

namespace sotto::crypto {

void TagWindow::append(const HeaderKey& key, std::uint32_t from, std::uint32_t to,
                       std::uint32_t except, std::vector<ReceiveTag>& out) const
{
    TagCache computed;
    for (std::uint32_t number = from; number < to; ++number) {
        if (number != except) {
            out.push_back(holds(number) ? m_tags[number - m_begin] : computed.tag(key, number));
        }
    }
}

void TagWindow::extend(const HeaderKey& key, std::uint32_t from, std::uint32_t to)
{
    assert(from % kTagsPerBlock == 0 && to % kTagsPerBlock == 0);
    if (from != m_begin + m_tags.size()) {
        m_tags.clear();
    }
    if (m_tags.empty()) {
        m_begin = from;
    }
    for (std::uint32_t block = from / kTagsPerBlock; block < to / kTagsPerBlock; ++block) {
        const TagBlock tags = key.tags(block);
        m_tags.insert(m_tags.end(), tags.begin(), tags.end());
    }
}

void TagWindow::forgetBelow(std::uint32_t number)
{
    if (number > m_begin) {
        const auto gone = std::min<std::size_t>(number - m_begin, m_tags.size());
        m_tags.erase(m_tags.begin(), m_tags.begin() + static_cast<std::ptrdiff_t>(gone));
        m_begin += static_cast<std::uint32_t>(gone);
    }
}

} // namespace sotto::crypto
