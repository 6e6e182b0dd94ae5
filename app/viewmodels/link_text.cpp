#include "app/viewmodels/link_text.h"

#include <algorithm>
#include <array>
#include <set>

#include <QCoreApplication>
#include <QStringList>

namespace sotto::viewmodels {

namespace {

/// Longer ones are shown as text.
constexpr qsizetype kLinkLengthMax = 2'048;

using Scripts = std::set<QChar::Script>;

Scripts scriptsOf(const QString& label)
{
    Scripts scripts;
    const QList<uint> codes = label.toUcs4();
    for (const uint code : codes) {
        const QChar::Script script = QChar::script(code);
        if (script != QChar::Script_Common && script != QChar::Script_Inherited) {
            scripts.insert(script);
        }
    }
    return scripts;
}

bool isWithin(const Scripts& scripts, const Scripts& allowed)
{
    return std::includes(allowed.begin(), allowed.end(), scripts.begin(), scripts.end());
}

// The combinations in which names are written (Unicode TS 39, highly restrictive).
bool belongTogether(const Scripts& scripts)
{
    static const std::array<Scripts, 3> kTogether = {
        Scripts{QChar::Script_Latin, QChar::Script_Han, QChar::Script_Hiragana,
                QChar::Script_Katakana},
        Scripts{QChar::Script_Latin, QChar::Script_Han, QChar::Script_Bopomofo},
        Scripts{QChar::Script_Latin, QChar::Script_Han, QChar::Script_Hangul}};
    return scripts.size() <= 1 ||
           std::any_of(kTogether.begin(), kTogether.end(),
                       [&scripts](const Scripts& allowed) { return isWithin(scripts, allowed); });
}

// Scripts with many letters that look like Latin ones.
bool resemblesLatin(const Scripts& scripts)
{
    static const Scripts kAlike = {QChar::Script_Cyrillic, QChar::Script_Greek,
                                   QChar::Script_Armenian, QChar::Script_Cherokee,
                                   QChar::Script_Coptic,   QChar::Script_Lisu};
    return std::any_of(scripts.begin(), scripts.end(),
                       [](QChar::Script script) { return kAlike.contains(script); });
}

bool isAscii(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

bool isRightToLeft(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) {
        return c.direction() == QChar::DirR || c.direction() == QChar::DirAL;
    });
}

bool endsLink(QChar character)
{
    static const QString kEnders = QStringLiteral("<>\"`{}|\\^");
    const QChar::Category category = character.category();
    return character.isSpace() || kEnders.contains(character) || category == QChar::Other_Control ||
           category == QChar::Other_Format || category == QChar::Other_PrivateUse ||
           category == QChar::Other_NotAssigned || character == QChar::ObjectReplacementCharacter;
}

// Punctuation at the end belongs to the sentence, and a closing bracket to one before the link.
qsizetype trimmedEnd(const QString& text, qsizetype begin, qsizetype end)
{
    static const QString kTrailing = QStringLiteral(".,;:!?'*_~\u2026\u3002\uff0c\u3001\uff01\uff1f"
                                                    "\u2019\u201d\u00bb");
    static const QString kClosing = QStringLiteral(")]");
    static const QString kOpening = QStringLiteral("([");
    while (end > begin) {
        const QChar last = text.at(end - 1);
        const qsizetype bracket = kClosing.indexOf(last);
        const QStringView inside = QStringView(text).mid(begin, end - begin);
        if (kTrailing.contains(last) ||
            (bracket >= 0 && inside.count(last) > inside.count(kOpening.at(bracket)))) {
            --end;
        } else {
            break;
        }
    }
    return end;
}

struct Scheme
{
    QLatin1String prefix;
    QLatin1String added; ///< what a shortened form leaves out
    bool hasHost;
};

constexpr std::array<Scheme, 5> kSchemes = {
    {{QLatin1String("https://"), QLatin1String(), true},
     {QLatin1String("http://"), QLatin1String(), true},
     {QLatin1String("www."), QLatin1String("https://"), true},
     {QLatin1String("mailto:"), QLatin1String(), false},
     {QLatin1String("sotto://"), QLatin1String(), true}}};

const Scheme* schemeAt(const QString& text, qsizetype position)
{
    if (position > 0 && text.at(position - 1).isLetterOrNumber()) {
        return nullptr;
    }
    const QStringView rest = QStringView(text).mid(position, 8);
    for (const Scheme& scheme : kSchemes) {
        if (rest.startsWith(scheme.prefix, Qt::CaseInsensitive)) {
            return &scheme;
        }
    }
    return nullptr;
}

// Host of a link as it was typed: between "//" and the next of / ? # :
QStringView typedHost(const QString& link, const Scheme& scheme)
{
    const qsizetype begin = scheme.added.isEmpty() ? scheme.prefix.size() : 0;
    qsizetype end = begin;
    while (end < link.size() && !QStringLiteral("/?#:").contains(link.at(end))) {
        ++end;
    }
    return QStringView(link).mid(begin, end - begin);
}

bool isMailTarget(const QUrl& url)
{
    const QString path = url.path();
    const qsizetype at = path.indexOf(QLatin1Char('@'));
    return at > 0 && at + 1 < path.size() && url.query().isEmpty() && isAscii(path);
}

std::optional<FoundLink> linkAt(const QString& text, qsizetype begin, qsizetype end,
                                const Scheme& scheme)
{
    const QString typed = text.mid(begin, end - begin);
    const QUrl url(scheme.added + typed, QUrl::StrictMode);
    if (!url.isValid() || !url.userInfo().isEmpty()) {
        return std::nullopt;
    }
    FoundLink link{begin, end, QString::fromLatin1(url.toEncoded()), typed};
    if (!scheme.hasHost) {
        return isMailTarget(url) ? std::optional(link) : std::nullopt;
    }
    const QStringView host = typedHost(typed, scheme);
    if (host.isEmpty() || host.contains(QLatin1Char('@')) || host.contains(QLatin1Char('%')) ||
        url.host().isEmpty() || (!scheme.added.isEmpty() && !host.mid(4).contains(u'.'))) {
        return std::nullopt;
    }
    if (couldDeceive(host.toString())) {
        const qsizetype at = host.data() - typed.constData();
        link.shown = typed.left(at) + url.host(QUrl::FullyEncoded) + typed.mid(at + host.size());
    }
    if (isRightToLeft(link.shown)) {
        // In a text that runs the other way its parts would change places.
        link.shown = QChar(0x2066) + link.shown + QChar(0x2069);
    }
    return link;
}

} // namespace

bool couldDeceive(const QString& host)
{
    if (isAscii(host)) {
        return false;
    }
    const QStringList labels = host.split(QLatin1Char('.'), Qt::SkipEmptyParts);
    const Scripts last = scriptsOf(labels.isEmpty() ? host : labels.last());
    for (const QString& label : labels) {
        const Scripts scripts = scriptsOf(label);
        if (!belongTogether(scripts) || (resemblesLatin(scripts) && scripts != last)) {
            return true;
        }
    }
    return false;
}

std::optional<FoundLink> findLink(const QString& text, qsizetype from)
{
    for (qsizetype begin = from; begin < text.size(); ++begin) {
        const Scheme* scheme = schemeAt(text, begin);
        if (!scheme) {
            continue;
        }
        qsizetype end = begin;
        while (end < text.size() && end - begin <= kLinkLengthMax && !endsLink(text.at(end))) {
            ++end;
        }
        if (end - begin > kLinkLengthMax) {
            begin = end - 1;
            continue;
        }
        end = trimmedEnd(text, begin, end);
        if (auto link = linkAt(text, begin, end, *scheme)) {
            return link;
        }
    }
    return std::nullopt;
}

LinkQuestion questionAbout(const QString& target)
{
    const auto link = findLink(target, 0);
    if (!link || link->begin != 0 || link->end != target.size()) {
        return {};
    }
    LinkQuestion question{QUrl(link->target, QUrl::StrictMode), {}, {}};
    const QString scheme = question.url.scheme();
    if (scheme == QLatin1String("mailto")) {
        question.host = question.url.path();
        return question;
    }
    question.host = question.url.host(QUrl::FullyEncoded);
    const QString host = QUrl::fromAce(question.host.toLatin1(), QUrl::IgnoreIDNWhitelist);
    if (couldDeceive(host)) {
        question.warning = QCoreApplication::translate(
            "Links", "The name of this site uses letters that look like others. "
                     "It may not be the site that it seems to be.");
    } else if (!isAscii(host)) {
        question.host = host;
    }
    if (question.warning.isEmpty() && scheme == QLatin1String("http")) {
        question.warning = QCoreApplication::translate(
            "Links", "What you see and send there is not protected on its way.");
    }
    return question;
}

} // namespace sotto::viewmodels
