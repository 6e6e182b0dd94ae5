#pragma once

#include "crypto/ratchet/header_key.h"

#include <vector>

namespace sotto::crypto {

/// Tags of one receiving header key that were computed already and will be needed again: when their
/// message comes, and when the chain ends without it. Only a memory, never stored: tags that it
/// does not hold are computed anew.
class TagWindow
{
public:
    /// No message has this number.
    static constexpr std::uint32_t kNone = UINT32_MAX;

    [[nodiscard]] ReceiveTag tag(const HeaderKey& key, std::uint32_t number) const
    {
        return holds(number) ? m_tags[number - m_begin] : key.tag(number);
    }
    /// Appends the tags of [from, to), without that of @p except, to @p out.
    void append(const HeaderKey& key, std::uint32_t from, std::uint32_t to, std::uint32_t except,
                std::vector<ReceiveTag>& out) const;
    /// Computes the tags of [from, to), both at the edge of a block.
    void extend(const HeaderKey& key, std::uint32_t from, std::uint32_t to);
    /// Messages below @p number are not waited for any more.
    void forgetBelow(std::uint32_t number);

private:
    [[nodiscard]] bool holds(std::uint32_t number) const
    {
        return number >= m_begin && number - m_begin < m_tags.size();
    }

    std::uint32_t m_begin = 0;
    std::vector<ReceiveTag> m_tags;
};

} // namespace sotto::crypto
