#pragma once

#include <optional>

#include <QString>
#include <QUrl>

namespace sotto::viewmodels {

/// A link found in a text.
struct FoundLink
{
    qsizetype begin = 0;
    qsizetype end = 0;
    QString target; ///< ASCII, percent-encoded: what a click asks for
    QString shown;  ///< as it was written, or with its host spelled out where it could deceive
};

/// The first link at or behind @p from: http, https, mailto or sotto. Conservative: what has a user
/// name, no host, or characters that no address has is none.
[[nodiscard]] std::optional<FoundLink> findLink(const QString& text, qsizetype from);

/// What the person is asked before a link is opened.
struct LinkQuestion
{
    QUrl url;        ///< invalid: it is not opened at all
    QString host;    ///< in ASCII where it could deceive
    QString warning; ///< empty if there is nothing to warn of
};
[[nodiscard]] LinkQuestion questionAbout(const QString& target);

/// Whether a host name mixes scripts, or is written in letters that look like Latin ones.
[[nodiscard]] bool couldDeceive(const QString& host);

} // namespace sotto::viewmodels
