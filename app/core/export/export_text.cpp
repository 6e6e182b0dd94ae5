#include "app/core/export/export_text.h"

#include <algorithm>

#include <QCoreApplication>
#include <QDateTime>
#include <QStringConverter>
#include <QTimeZone>

namespace sotto::core {

namespace {

constexpr storage::Milliseconds kClockAheadMs = std::int64_t{5} * 60 * 1000;
constexpr storage::Milliseconds kYearOneMs = -62'135'596'800'000;
constexpr storage::Milliseconds kYearEndMs = 253'402'300'799'999;
constexpr qsizetype kFileNameLettersMax = 40;

QString tr(const char* text)
{
    return QCoreApplication::translate("Export", text);
}

/// Characters that a document may hold: XML 1.0 section 2.2, without surrogates and noncharacters.
bool isText(char32_t c)
{
    if (c < 0x20) {
        return c == '\t' || c == '\n';
    }
    const bool isSurrogate = c >= 0xD800 && c <= 0xDFFF;
    const bool isControl = c >= 0x7F && c <= 0x9F;
    return !isSurrogate && !isControl && (c & 0xFFFE) != 0xFFFE;
}

void appendEscaped(QString& out, char32_t c)
{
    switch (c) {
    case '&':
        out += QLatin1String("&amp;");
        return;
    case '<':
        out += QLatin1String("&lt;");
        return;
    case '>':
        out += QLatin1String("&gt;");
        return;
    case '"':
        out += QLatin1String("&quot;");
        return;
    case '\'':
        out += QLatin1String("&#39;");
        return;
    default:
        out += isText(c) ? QString::fromUcs4(&c, 1) : QString(QChar::ReplacementCharacter);
    }
}

} // namespace

std::string escaped(const QString& text)
{
    QString out;
    out.reserve(text.size() + 16);
    for (const uint c : text.toUcs4()) {
        appendEscaped(out, char32_t{c});
    }
    return out.toStdString();
}

std::string escaped(const std::string& utf8)
{
    return escaped(QString::fromStdString(utf8));
}

std::string jsonText(const std::string& utf8)
{
    std::string out = "\"";
    for (const char c : QString::fromStdString(utf8).toStdString()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string isoTime(storage::Milliseconds time)
{
    return QDateTime::fromMSecsSinceEpoch(std::clamp(time, kYearOneMs, kYearEndMs), Qt::UTC)
        .toString(Qt::ISODateWithMs)
        .toStdString();
}

storage::Milliseconds believedTime(const ExportMessage& message)
{
    const bool isBelieved =
        message.isOwn || message.sent <= message.received + kClockAheadMs || message.received == 0;
    return std::clamp(isBelieved ? message.sent : message.received, kYearOneMs, kYearEndMs);
}

QString titleOf(const ExportConversation& conversation)
{
    if (conversation.isNotes) {
        return tr("Notes to myself");
    }
    const std::string& name =
        conversation.nickname.empty() ? conversation.name : conversation.nickname;
    return name.empty() ? tr("No name") : QString::fromStdString(name);
}

QString lineOf(const ExportMessage& message)
{
    switch (message.kind) {
    case storage::MessageKind::Text:
        return QString::fromStdString(message.text);
    case storage::MessageKind::Deleted:
        return tr("This message was deleted.");
    case storage::MessageKind::ContactAccepted:
        return tr("Both of you can write now.");
    case storage::MessageKind::DeviceAdded:
        return tr("A device was added.");
    case storage::MessageKind::NumberCompared:
        return tr("Safety numbers were compared.");
    case storage::MessageKind::NumberChanged:
        return tr("The safety number changed.");
    case storage::MessageKind::NotReadable:
        return tr("A message could not be read.");
    case storage::MessageKind::NewerVersionNeeded:
        return tr("A message needed a newer version of Sotto.");
    case storage::MessageKind::AccountDeleted:
        return tr("The account was deleted.");
    }
    return {};
}

QString stateOf(const ExportMessage& message)
{
    switch (message.state) {
    case storage::MessageState::Waiting:
        return tr("Waiting");
    case storage::MessageState::Sent:
        return tr("Sent");
    case storage::MessageState::Delivered:
        return tr("Delivered");
    case storage::MessageState::Read:
        return tr("Read");
    case storage::MessageState::Failed:
        return tr("Not sent");
    case storage::MessageState::Received:
        break;
    }
    return {};
}

std::string fileNameOf(const QString& title)
{
    QString out;
    qsizetype letters = 0;
    for (const uint c : title.toUcs4()) {
        if (letters == kFileNameLettersMax) {
            break;
        }
        if (QChar::isLetterOrNumber(c)) {
            const char32_t letter = c;
            out += QString::fromUcs4(&letter, 1);
            ++letters;
        } else if (!out.isEmpty() && !out.endsWith(QLatin1Char(' '))) {
            out += QLatin1Char(' ');
        }
    }
    return out.trimmed().toStdString();
}

} // namespace sotto::core
