#pragma once

#include "app/core/export/export_page.h"

#include <deque>
#include <unordered_map>

#include <QDate>
#include <QLocale>

namespace sotto::core {

/// A page without scripts that names nothing outside of itself, and is well-formed XML as well.
/// Everything that people wrote stands in it as text.
class HtmlPage final : public ExportPage
{
public:
    HtmlPage(storage::Milliseconds now, Sink sink);

    void begin(const ExportAccount& account, const ExportConversation& conversation) override;
    void add(const ExportMessage& message) override;
    void end() override;

private:
    void addDay(storage::Milliseconds time);
    void addQuoted(const ExportMessage& message) const;
    void remember(const ExportMessage& message);

    storage::Milliseconds m_now;
    QLocale m_locale;
    std::string m_ownName;
    std::string m_theirName;
    QDate m_day;
    /// Beginnings of the last texts: whoever quotes mostly quotes what was said not long ago.
    std::unordered_map<std::string, QString> m_beginnings;
    std::deque<std::string> m_order;
};

} // namespace sotto::core
