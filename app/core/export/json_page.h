#pragma once

#include "app/core/export/export_page.h"

namespace sotto::core {

/// FORMAT.md says what stands in it. One message a line.
class JsonPage final : public ExportPage
{
public:
    JsonPage(storage::Milliseconds now, Sink sink)
        : ExportPage(std::move(sink))
        , m_now(now)
    {}

    void begin(const ExportAccount& account, const ExportConversation& conversation) override;
    void add(const ExportMessage& message) override;
    void end() override;

private:
    [[nodiscard]] const std::string& authorOf(bool isOwn) const { return isOwn ? m_own : m_their; }

    storage::Milliseconds m_now;
    std::string m_own;
    std::string m_their;
    bool m_isFirst = true;
};

} // namespace sotto::core
