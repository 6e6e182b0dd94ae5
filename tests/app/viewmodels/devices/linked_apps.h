#pragma once

#include "app/viewmodels/devices/link_page.h"
#include "tests/app/viewmodels/app_person.h"

#include <QTest>

/// Two computers of one person, as the window makes them.
namespace sotto::tests {

inline void begin(AppPerson& person)
{
    person.restart();
    QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), viewmodels::App::Stage::FirstRun, 120'000);
}

inline void enterWords(AppPerson& person, const QString& words)
{
    person.app->linkPage()->show();
    person.app->wordEntry()->setText(3, words);
    QVERIFY(person.app->wordEntry()->complete());
}

/// The words of an account, once they bring it back.
inline void publish(AppPerson& person, QString& words)
{
    begin(person, QStringLiteral("Elin Kask"));
    showWords(person, words);
}

/// Until the relay has what the words need, which nobody is told: with a pause after four tries
/// it would be another test.
inline void join(AppPerson& person, const QString& words)
{
    for (int starts = 0; starts < 20 && person.app->stage() != viewmodels::App::Stage::Ready;
         ++starts) {
        begin(person);
        enterWords(person, words);
        viewmodels::LinkPage* link = person.app->linkPage();
        link->setDeviceName(QStringLiteral("Laptop"));
        const auto isOver = [&] {
            return person.app->stage() == viewmodels::App::Stage::Ready || !link->running();
        };
        for (int tries = 1; tries < 5 && person.app->stage() != viewmodels::App::Stage::Ready;
             ++tries) {
            link->start({});
            QVERIFY(link->running());
            QTRY_VERIFY_WITH_TIMEOUT(isOver(), 120'000);
        }
    }
    QCOMPARE(person.app->stage(), viewmodels::App::Stage::Ready);
}

/// That is what is asked about. Joining that did not come to its end at once is a use of the words,
/// which is asked about before.
inline bool asksAbout(const AppPerson& person, viewmodels::Alarm::Kind kind)
{
    viewmodels::Alarm* alarm = person.app->alarm();
    if (alarm->shown() && alarm->kind() == viewmodels::Alarm::Kind::WordsUsed) {
        alarm->wasMe();
    }
    return alarm->shown() && alarm->kind() == kind;
}

/// The three words that are asked for, from the paper.
inline QStringList fromPaper(const viewmodels::TwelveWords& words)
{
    QStringList out;
    for (const int number : words.challenge()) {
        out.append(words.words().at(number - 1));
    }
    return out;
}

} // namespace sotto::tests
