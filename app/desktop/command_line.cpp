#include "app/desktop/command_line.h"

#include <algorithm>

#include <QCommandLineParser>

namespace sotto::desktop {

namespace {

const QCommandLineOption& profileOption()
{
    static const QCommandLineOption kOption(
        QStringLiteral("profile"),
        QStringLiteral("Use this profile, which has an account of its own."),
        QStringLiteral("NAME|FOLDER"));
    return kOption;
}

const QCommandLineOption& quietOption()
{
    static const QCommandLineOption kOption(QStringLiteral("quiet"),
                                            QStringLiteral("Start in the tray, without a window."));
    return kOption;
}

const QCommandLineOption& helpOption()
{
    static const QCommandLineOption kOption({QStringLiteral("help"), QStringLiteral("h")},
                                            QStringLiteral("Print this text."));
    return kOption;
}

const QCommandLineOption& versionOption()
{
    static const QCommandLineOption kOption(QStringLiteral("version"),
                                            QStringLiteral("Print the version."));
    return kOption;
}

crypto::Unexpected<QString> refuse(const QString& text)
{
    return crypto::Unexpected(text);
}

} // namespace

bool isSottoLink(const QString& text)
{
    return text.size() <= kLinkLengthMax &&
           text.startsWith(QStringLiteral("sotto:"), Qt::CaseInsensitive) &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
}

crypto::Result<CommandLine, QString> parseCommandLine(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.addOptions({profileOption(), quietOption(), helpOption(), versionOption()});
    if (!parser.parse(arguments)) {
        return refuse(parser.errorText());
    }
    CommandLine line;
    if (parser.isSet(helpOption())) {
        line.action = CommandLineAction::Help;
        return line;
    }
    if (parser.isSet(versionOption())) {
        line.action = CommandLineAction::Version;
        return line;
    }
    if (parser.values(profileOption()).size() > 1) {
        return refuse(QStringLiteral("--profile may be given once."));
    }
    line.profile = parser.value(profileOption());
    if (parser.isSet(profileOption()) && line.profile.isEmpty()) {
        return refuse(QStringLiteral("--profile needs a name or a folder."));
    }
    line.isQuiet = parser.isSet(quietOption());
    const QStringList links = parser.positionalArguments();
    if (links.size() > 1) {
        return refuse(QStringLiteral("One link at a time, please."));
    }
    // Not repeated in the text: a link that was cut or mistyped holds a secret all the same.
    if (!links.isEmpty() && !isSottoLink(links.front())) {
        return refuse(QStringLiteral("What was given is not a complete sotto: link."));
    }
    line.link = links.value(0);
    return line;
}

QString commandLineHelp()
{
    return QStringLiteral(
               "Usage: sotto [--profile NAME|FOLDER] [--quiet] [LINK]\n"
               "\n"
               "Sotto: write to people, and nobody else reads it.\n"
               "\n"
               "  --profile NAME|FOLDER  %1\n"
               "  --quiet                %2\n"
               "  --version              %3\n"
               "  --help                 %4\n"
               "  LINK                   A sotto: link, such as an invite.\n"
               "\n"
               "When Sotto already runs with this profile, its window comes up instead.\n")
        .arg(profileOption().description(), quietOption().description(),
             versionOption().description(), helpOption().description());
}

} // namespace sotto::desktop
