#include "app/core/export/html_page.h"

#include "app/core/export/export_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QUrl>

namespace sotto::core {

namespace {

/// So many texts back, a quotation shows what it quotes. Bounds what a page holds in memory.
constexpr std::size_t kRememberedMax = 1024;
constexpr qsizetype kBeginningMax = 120;

constexpr const char* kStyle =
    ":root{color-scheme:light dark;--page:#f6f5f3;--card:#fff;--own:#e3ecf7;--text:#1c1b1a;"
    "--quiet:#6a6762;--line:#d9d6d1}"
    "@media (prefers-color-scheme:dark){:root{--page:#191817;--card:#262523;--own:#22334a;"
    "--text:#eceae6;--quiet:#a19d96;--line:#3a3835}}"
    "body{margin:0;background:var(--page);color:var(--text);"
    "font:1rem/1.5 system-ui,sans-serif}"
    ".all{max-width:46rem;margin:0 auto;padding:1.5rem 1rem}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:.875rem;font-weight:600;text-align:center;"
    "color:var(--quiet);margin:1.5rem 0 .5rem}"
    "article{max-width:80%;width:fit-content;background:var(--card);border-radius:.75rem;"
    "padding:.5rem .75rem;margin-block:.375rem}"
    "article.own{background:var(--own);margin-inline-start:auto}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}"
    ".quiet{color:var(--quiet);font-size:.8125rem;margin:0}"
    ".line{color:var(--quiet);font-size:.875rem;text-align:center;margin:.5rem 0}"
    "blockquote{margin:.25rem 0;padding-inline-start:.5rem;border-inline-start:3px solid "
    "var(--line);color:var(--quiet);overflow-wrap:anywhere}"
    "a{color:inherit}ul{list-style:none;padding:0}"
    "li{background:var(--card);border-radius:.75rem;padding:.75rem;margin-block:.5rem}"
    "@media print{body{background:none}article,li{border:1px solid var(--line)}}";

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("Export", text, nullptr, count);
}

QString countOf(std::uint64_t messages)
{
    return messages == 1 ? tr("1 message") : tr("%n messages", static_cast<int>(messages));
}

QDateTime localTime(storage::Milliseconds time)
{
    return QDateTime::fromMSecsSinceEpoch(time);
}

std::string pageBegin(const QLocale& locale, const QString& title)
{
    const bool isRightToLeft = locale.textDirection() == Qt::RightToLeft;
    std::string out = "<!DOCTYPE html>\n<html lang=\"" + escaped(locale.bcp47Name()) + "\" dir=\"" +
                      (isRightToLeft ? "rtl" : "ltr") + "\">\n<head>\n";
    out += "<meta charset=\"utf-8\"/>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
           "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";
    out += "<title>" + escaped(title) + "</title>\n<style>";
    out += kStyle;
    out += "</style>\n</head>\n<body>\n<div class=\"all\">\n";
    return out;
}

constexpr const char* kPageEnd = "</main>\n</div>\n</body>\n</html>\n";

/// The same id of two authors is two messages.
std::string keyOf(const std::string& id, bool isOwn)
{
    return (isOwn ? "own-" : "their-") + id;
}

bool isLine(storage::MessageKind kind)
{
    return kind != storage::MessageKind::Text && kind != storage::MessageKind::Deleted;
}

} // namespace

HtmlPage::HtmlPage(storage::Milliseconds now, Sink sink)
    : ExportPage(std::move(sink))
    , m_now(now)
{}

void HtmlPage::begin(const ExportAccount& account, const ExportConversation& conversation)
{
    const QString title = titleOf(conversation);
    m_ownName = escaped(account.name);
    m_theirName = escaped(title);
    put(pageBegin(m_locale, title));
    put("<header>\n<h1><bdi>" + m_theirName + "</bdi></h1>\n<p class=\"quiet\">" +
        escaped(tr("Exported from Sotto on %1.")
                    .arg(m_locale.toString(localTime(m_now), QLocale::LongFormat))) +
        "</p>\n</header>\n<main>\n");
}

void HtmlPage::add(const ExportMessage& message)
{
    const storage::Milliseconds time = believedTime(message);
    addDay(time);
    if (isLine(message.kind)) {
        put("<p class=\"line\" dir=\"auto\">" + escaped(lineOf(message)) + "</p>\n");
        return;
    }
    const std::string key = keyOf(message.id, message.isOwn);
    put("<article id=\"" + escaped(key) + "\"" + (message.isOwn ? " class=\"own\"" : "") +
        ">\n<p class=\"quiet\"><bdi>" + (message.isOwn ? m_ownName : m_theirName) +
        "</bdi> <time datetime=\"" + isoTime(time) + "\">" +
        escaped(m_locale.toString(localTime(time).time(), QLocale::ShortFormat)) + "</time></p>\n");
    addQuoted(message);
    put("<p class=\"text\" dir=\"auto\">" + escaped(lineOf(message)) + "</p>\n");
    QStringList notes;
    if (message.edited != 0) {
        notes += tr("Edited");
    }
    if (message.isOwn && !stateOf(message).isEmpty()) {
        notes += stateOf(message);
    }
    if (!notes.isEmpty()) {
        put("<p class=\"quiet\">" + escaped(notes.join(QStringLiteral(", "))) + "</p>\n");
    }
    put("</article>\n");
    remember(message);
}

void HtmlPage::end()
{
    put(kPageEnd);
}

void HtmlPage::addDay(storage::Milliseconds time)
{
    const QDate day = localTime(time).date();
    if (day != m_day) {
        m_day = day;
        put("<h2>" + escaped(m_locale.toString(day, QLocale::LongFormat)) + "</h2>\n");
    }
}

void HtmlPage::addQuoted(const ExportMessage& message) const
{
    if (!message.quoted) {
        return;
    }
    const std::string key = keyOf(message.quoted->id, message.quoted->isOwn);
    const auto known = m_beginnings.find(key);
    put(known == m_beginnings.end()
            ? "<blockquote>" + escaped(tr("An earlier message")) + "</blockquote>\n"
            : "<blockquote dir=\"auto\"><a href=\"#" + escaped(key) + "\">" +
                  escaped(known->second) + "</a></blockquote>\n");
}

void HtmlPage::remember(const ExportMessage& message)
{
    QString beginning = lineOf(message).simplified();
    if (beginning.size() > kBeginningMax) {
        beginning = beginning.left(kBeginningMax) + QChar(0x2026);
    }
    const std::string key = keyOf(message.id, message.isOwn);
    if (m_beginnings.insert_or_assign(key, beginning).second) {
        m_order.push_back(key);
    }
    if (m_order.size() > kRememberedMax) {
        m_beginnings.erase(m_order.front());
        m_order.pop_front();
    }
}

std::string htmlIndex(const ExportAccount& account, const std::vector<ExportedFile>& files,
                      storage::Milliseconds now)
{
    const QLocale locale;
    const QString title = tr("Conversations of %1").arg(QString::fromStdString(account.name));
    std::string out = pageBegin(locale, title);
    out += "<header>\n<h1 dir=\"auto\">" + escaped(title) + "</h1>\n<p class=\"quiet\">" +
           escaped(tr("Exported from Sotto on %1.")
                       .arg(locale.toString(localTime(now), QLocale::LongFormat))) +
           "</p>\n</header>\n<main>\n<ul>\n";
    for (const ExportedFile& file : files) {
        const QByteArray name = QUrl::toPercentEncoding(QString::fromStdString(file.name));
        out += "<li><a href=\"" + name.toStdString() + "\"><bdi>" +
               escaped(titleOf(file.conversation)) + "</bdi></a>\n<p class=\"quiet\">" +
               escaped(countOf(file.messages)) + "</p></li>\n";
    }
    return out + "</ul>\n" + kPageEnd;
}

} // namespace sotto::core
