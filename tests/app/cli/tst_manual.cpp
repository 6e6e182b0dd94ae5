// The manual page knows all that the program does.
#ifndef Q_MOC_RUN
#include "app/cli/alarm_line.h"
#include "app/cli/invocation.h"
#include "app/cli/lost_words_line.h"
#include "app/cli/message_line.h"
#include "app/core/problem.h"
#endif

#include <fstream>
#include <regex>
#include <sstream>

#include <QTest>

using namespace sotto;
using namespace sotto::cli;

namespace {

/// The page without its requests, with \- as the - that it prints.
std::string manual()
{
    std::ifstream file(SOTTO_SOURCE_DIR "/packaging/man/sotto-cli.1");
    std::stringstream text;
    text << file.rdbuf();
    std::string out = std::regex_replace(text.str(), std::regex(R"re(\\-)re"), "-");
    return std::regex_replace(out, std::regex(R"re(\\f[BIPR])re"), "");
}

std::string source(const char* path)
{
    std::ifstream file(std::string(SOTTO_SOURCE_DIR "/") + path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

bool holds(const std::string& text, const std::string& word)
{
    return std::regex_search(text, std::regex("(^|[^a-zA-Z-])" + word + "($|[^a-zA-Z-])"));
}

} // namespace

class TestManual : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVerbAndOptionStandsInIt()
    {
        const std::string page = manual();
        for (const Verb& verb : verbTable()) {
            const std::regex entry("\\n\\.TP\\n\\.(B|BI|BR) " + std::string(verb.name) + "\\b");
            QVERIFY2(std::regex_search(page, entry), std::string(verb.name).c_str());
            for (const VerbOption& option : verb.options) {
                QVERIFY2(page.find("--" + std::string(option.name)) != std::string::npos,
                         std::string(option.name).c_str());
            }
        }
    }

    void everyNameInJsonStandsInIt()
    {
        static const std::regex kField(R"re(\.?(text|number|boolean)\("(\w+)",)re");
        const std::string page = manual();
        std::size_t count = 0;
        for (const char* path :
             {"app/cli/message_line.cpp", "app/cli/output.cpp", "app/cli/account_steps.cpp",
              "app/cli/alarm_line.cpp", "app/cli/lost_words_line.cpp", "app/cli/verbs_devices.cpp",
              "app/cli/verbs_people.cpp", "app/cli/verbs_words.cpp"}) {
            const std::string code = source(path);
            for (std::sregex_iterator it(code.begin(), code.end(), kField), end; it != end; ++it) {
                const std::regex entry("\\n\\.B " + (*it)[2].str() + "\\n");
                QVERIFY2(std::regex_search(page, entry), (*it)[2].str().c_str());
                ++count;
            }
        }
        QVERIFY(count >= 25);
        QVERIFY(page.find("\n.B words\n") != std::string::npos);
    }

    void everyValueStandsInIt()
    {
        const std::string page = manual();
        for (const auto kind : {core::AlarmKind::DeviceAdded, core::AlarmKind::WordsUsed,
                                core::AlarmKind::RemovalAsked, core::AlarmKind::WordsReplacing,
                                core::AlarmKind::Copied}) {
            QVERIFY2(holds(page, std::string(nameOf(kind))), std::string(nameOf(kind)).c_str());
        }
        using Stage = core::LostWords::Stage;
        for (const auto stage : {Stage::None, Stage::Waiting, Stage::Ready, Stage::Stopped}) {
            QVERIFY2(holds(page, std::string(nameOf(stage))), std::string(nameOf(stage)).c_str());
        }
        using storage::MessageKind;
        using storage::MessageState;
        for (const auto kind :
             {MessageKind::Text, MessageKind::Deleted, MessageKind::ContactAccepted,
              MessageKind::DeviceAdded, MessageKind::NumberCompared, MessageKind::NumberChanged,
              MessageKind::NotReadable, MessageKind::NewerVersionNeeded,
              MessageKind::AccountDeleted}) {
            QVERIFY2(holds(page, std::string(nameOf(kind))), std::string(nameOf(kind)).c_str());
        }
        for (const auto state :
             {MessageState::Waiting, MessageState::Sent, MessageState::Delivered,
              MessageState::Read, MessageState::Failed, MessageState::Received}) {
            QVERIFY2(holds(page, std::string(nameOf(state))), std::string(nameOf(state)).c_str());
        }
        for (const char* value : {"contact", "asked", "asking", "blocked", "none",
                                  "unvouched-device", "forked-log", "number-changed", "paused"}) {
            QVERIFY2(holds(page, value), value);
        }
    }
};

QTEST_APPLESS_MAIN(TestManual)
#include "tst_manual.moc"
