#include "crypto/attachment/attachment_layout.h"

#include <cassert>

namespace sotto::crypto {

namespace {

// About 2^(i/7) * 32: the largest step is 58/52, less than 11.6 %.
constexpr std::array<std::uint64_t, 7> kSteps = {32, 35, 39, 43, 47, 52, 58};

/// The part of [begin, begin + kAttachmentChunkBytes) that lies below @p end.
std::size_t overlap(std::uint64_t begin, std::uint64_t end)
{
    return begin >= end ? 0
                        : static_cast<std::size_t>(
                              std::min<std::uint64_t>(end - begin, kAttachmentChunkBytes));
}

} // namespace

std::uint64_t paddedAttachmentBytes(std::uint64_t contentBytes)
{
    assert(contentBytes <= kAttachmentBytesMax);
    for (std::uint64_t unit = kAttachmentPaddedBytesMin / kSteps.front();; unit *= 2) {
        for (const std::uint64_t step : kSteps) {
            if (step * unit >= contentBytes) {
                return step * unit;
            }
        }
    }
}

std::optional<AttachmentLayout> AttachmentLayout::of(std::uint64_t contentBytes)
{
    if (contentBytes > kAttachmentBytesMax) {
        return std::nullopt;
    }
    return AttachmentLayout(contentBytes);
}

std::uint32_t AttachmentLayout::chunkCount() const
{
    return static_cast<std::uint32_t>((m_paddedBytes + kAttachmentChunkBytes - 1) /
                                      kAttachmentChunkBytes);
}

std::uint64_t AttachmentLayout::sealedBytes() const
{
    return m_paddedBytes + std::uint64_t{chunkCount()} * kAttachmentTrailerBytes;
}

std::uint64_t AttachmentLayout::sealedOffset(std::uint32_t index) const
{
    assert(index < chunkCount());
    return std::uint64_t{index} * kAttachmentSealedChunkBytes;
}

std::uint64_t AttachmentLayout::contentOffset(std::uint32_t index) const
{
    assert(index < chunkCount());
    return std::min(m_contentBytes, std::uint64_t{index} * kAttachmentChunkBytes);
}

std::size_t AttachmentLayout::sealedChunkBytes(std::uint32_t index) const
{
    return paddedChunkBytes(index) + kAttachmentTrailerBytes;
}

std::size_t AttachmentLayout::paddedChunkBytes(std::uint32_t index) const
{
    assert(index < chunkCount());
    return overlap(std::uint64_t{index} * kAttachmentChunkBytes, m_paddedBytes);
}

std::size_t AttachmentLayout::contentChunkBytes(std::uint32_t index) const
{
    assert(index < chunkCount());
    return overlap(std::uint64_t{index} * kAttachmentChunkBytes, m_contentBytes);
}

} // namespace sotto::crypto
