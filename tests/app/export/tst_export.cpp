#ifndef Q_MOC_RUN
#include "app/core/export/export_run.h"
#include "app/core/export/stored_source.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <fstream>
#include <set>
#include <sys/stat.h>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kHostile =
    "</p></article><script>alert(1)</script><img src=x onerror=\"a()\">"
    "&lt;b&gt;'\"\x01\x7f\xff\xe2\x80\xae]]><!-- \xef\xbf\xbf";

QByteArray bytesOf(const fs::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> out(fs::directory_iterator(folder), {});
    std::ranges::sort(out);
    return out;
}

mode_t modeOf(const fs::path& path)
{
    struct ::stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

/// What a page consists of. Fails unless it is well-formed XML.
struct Parsed
{
    explicit Parsed(const QByteArray& page)
    {
        QXmlStreamReader xml(page);
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement()) {
                elements.insert(xml.name().toString());
                for (const auto& attribute : xml.attributes()) {
                    attributes.insert(attribute.name().toString());
                    if (attribute.name() == QLatin1String("href")) {
                        links += attribute.value().toString();
                    }
                }
                within += xml.attributes().value(QLatin1String("class")).toString();
            } else if (xml.isEndElement()) {
                within.removeLast();
            } else if (xml.isCharacters() && !within.isEmpty() &&
                       within.last() == QLatin1String("text")) {
                texts += xml.text().toString();
            } else if (xml.isComment() || xml.isProcessingInstruction()) {
                ++others;
            }
        }
        error = xml.errorString();
    }

    std::set<QString> elements;
    std::set<QString> attributes;
    QStringList links;
    QStringList texts;
    QStringList within; ///< classes of the open elements
    int others = 0;
    QString error;
};

const std::set<QString> kElements{
    QStringLiteral("html"),  QStringLiteral("head"),       QStringLiteral("meta"),
    QStringLiteral("title"), QStringLiteral("style"),      QStringLiteral("body"),
    QStringLiteral("div"),   QStringLiteral("header"),     QStringLiteral("h1"),
    QStringLiteral("h2"),    QStringLiteral("bdi"),        QStringLiteral("p"),
    QStringLiteral("main"),  QStringLiteral("article"),    QStringLiteral("time"),
    QStringLiteral("a"),     QStringLiteral("blockquote"), QStringLiteral("ul"),
    QStringLiteral("li"),
};
const std::set<QString> kAttributes{
    QStringLiteral("lang"),     QStringLiteral("dir"),        QStringLiteral("charset"),
    QStringLiteral("name"),     QStringLiteral("http-equiv"), QStringLiteral("content"),
    QStringLiteral("class"),    QStringLiteral("id"),         QStringLiteral("href"),
    QStringLiteral("datetime"),
};

template <class Item> bool isWithin(const std::set<Item>& part, const std::set<Item>& whole)
{
    return std::ranges::includes(whole, part);
}

struct World : StorageWorld
{
    World()
        : chosen(fs::path(folder.path().toStdString()) / "chosen")
    {}

    [[nodiscard]] std::unique_ptr<ExportRun> begin(ExportFormat format, RowId conversation = kNoRow)
    {
        return std::make_unique<ExportRun>(
            ExportPlace{chosen, format, conversation == kNoRow, kNow},
            std::make_unique<StoredSource>(database, ExportAccount{"aa", "Ich"}, conversation));
    }
    /// The folder that it made; empty if it failed.
    [[nodiscard]] fs::path run(ExportFormat format, RowId conversation = kNoRow)
    {
        const auto it = begin(format, conversation);
        for (;;) {
            const auto isOver = it->step();
            if (!isOver || *isOver) {
                return isOver ? it->result() : fs::path();
            }
        }
    }
    void rename(RowId conversation, std::string name)
    {
        change([&] {
            auto contact = *contacts.find(at(conversation).contact);
            contact.name = std::move(name);
            contacts.update(contact);
        });
    }

    QTemporaryDir folder;
    fs::path chosen;
};

QString isoOf(Milliseconds time)
{
    return QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs);
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT

private slots:
    /// Whatever people call themselves and write, it is text.
    void hostileTextsStayText()
    {
        World w;
        const RowId conversation = w.addConversation(1);
        w.rename(conversation, kHostile);
        const RowId first = w.receive(conversation, kHostile);
        Message reply = w.own(conversation, "fine\n<i>second line</i>");
        reply.quoted = first;
        QVERIFY(w.add(reply));
        const fs::path folder = w.run(ExportFormat::Html);
        const auto files = filesIn(folder);
        QCOMPARE(files.size(), std::size_t{2});
        for (const fs::path& file : files) {
            const Parsed page(bytesOf(file));
            QVERIFY2(page.error.isEmpty(), qPrintable(page.error));
            QVERIFY(isWithin(page.elements, kElements));
            QVERIFY(isWithin(page.attributes, kAttributes));
            QCOMPARE(page.others, 0);
            for (const QString& link : page.links) {
                QVERIFY(link.startsWith(QLatin1Char('#')) ||
                        (!link.contains(QLatin1Char(':')) && !link.contains(QLatin1Char('/'))));
            }
            QVERIFY(!bytesOf(file).contains("http:"));
        }
        const Parsed page(bytesOf(files[0]));
        QCOMPARE(page.texts.size(), 2);
        QVERIFY(page.texts[0].startsWith(
            QLatin1String("</p></article><script>alert(1)</script><img src=x onerror=\"a()\">")));
        QCOMPARE(page.texts[1], QStringLiteral("fine\n<i>second line</i>"));
        QCOMPARE(page.links.size(), 1);
        // Nothing of the name leads out of the folder.
        QCOMPARE(files[0].parent_path(), folder);
        QVERIFY(files[0].filename().string().starts_with("001 p article"));
    }

    void aPageIsInTheReadersLanguageAndDirection()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::Arabic, QLocale::Egypt));
        World w;
        w.receive(w.addConversation(1), "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7");
        const auto files = filesIn(w.run(ExportFormat::Html));
        const QByteArray page = bytesOf(files[0]);
        const QString day = QLocale().toString(
            QDateTime::fromMSecsSinceEpoch(StorageWorld::kNow).date(), QLocale::LongFormat);
        QLocale::setDefault(before);
        QVERIFY(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
        QVERIFY(page.contains("<p class=\"text\" dir=\"auto\">"));
        QVERIFY(page.contains("prefers-color-scheme:dark"));
        QVERIFY(QString::fromUtf8(page).contains(day));
    }

    void jsonSaysWhatTheStoreHolds()
    {
        World w;
        const RowId conversation = w.addConversation(1);
        w.rename(conversation, "Ana \"Bo\" \\ \n\x02");
        const RowId first = w.receive(conversation, "eins\t\"zwei\" \\ \xf0\x9f\x98\x80");
        Message own = w.own(conversation, "antwort");
        own.quoted = first;
        own.state = MessageState::Delivered;
        const RowId second = *w.add(own);
        w.change([&] { w.messages.setText(second, "neu", StorageWorld::kNow + 5); });
        const RowId third = w.receive(conversation, "gone");
        w.change([&] { w.messages.erase(third); });

        const auto files = filesIn(w.run(ExportFormat::Json));
        QCOMPARE(files.size(), std::size_t{2});
        const auto document = QJsonDocument::fromJson(bytesOf(files[0])).object();
        QCOMPARE(document[QLatin1String("format")].toString(), QLatin1String("sotto-conversation"));
        QCOMPARE(document[QLatin1String("version")].toInt(), 1);
        const auto person = document[QLatin1String("conversation")].toObject();
        QCOMPARE(person[QLatin1String("name")].toString(),
                 QStringLiteral("Ana \"Bo\" \\ \n\u0002"));
        const QJsonArray messages = document[QLatin1String("messages")].toArray();
        const auto stored = w.messages.newest(conversation, 10);
        QCOMPARE(messages.size(), 3);
        QCOMPARE(stored.size(), std::size_t{3});
        for (int i = 0; i < 3; ++i) {
            const QJsonObject said = messages[i].toObject();
            const Message& row = stored[static_cast<std::size_t>(i)];
            QCOMPARE(said[QLatin1String("text")].toString(), QString::fromStdString(row.text));
            QCOMPARE(said[QLatin1String("sent")].toString(), isoOf(row.sent));
            QCOMPARE(said[QLatin1String("received")].toString(), isoOf(row.received));
            QCOMPARE(said[QLatin1String("edited")].isNull(), row.edited == 0);
            QCOMPARE(QByteArray::fromHex(said[QLatin1String("id")].toString().toLatin1()),
                     QByteArray(reinterpret_cast<const char*>(row.uid.data()), 16));
            QCOMPARE(said[QLatin1String("author")].toString() == QLatin1String("aa"), row.isOwn());
        }
        QCOMPARE(messages[1][QLatin1String("reply_to")][QLatin1String("id")].toString(),
                 messages[0][QLatin1String("id")].toString());
        QCOMPARE(messages[1][QLatin1String("state")].toString(), QLatin1String("delivered"));
        QCOMPARE(messages[1][QLatin1String("edited")].toString(), isoOf(StorageWorld::kNow + 5));
        QCOMPARE(messages[2][QLatin1String("kind")].toString(), QLatin1String("deleted"));

        const auto index = QJsonDocument::fromJson(bytesOf(files[1])).object();
        QCOMPARE(index[QLatin1String("conversations")][0][QLatin1String("file")].toString(),
                 QString::fromStdString(files[0].filename().string()));
        QCOMPARE(index[QLatin1String("conversations")][0][QLatin1String("messages")].toInt(), 3);
    }

    void oneConversationAloneOrAll()
    {
        World w;
        const RowId first = w.addConversation(1);
        const RowId second = w.addConversation(2);
        w.receive(first, "one");
        w.receive(second, "two");
        const RowId notes =
            w.change([&] { return w.conversations.add(ConversationKind::Notes, kNoRow, w.kNow); });
        QVERIFY(w.add(w.own(notes, "three")));
        QCOMPARE(filesIn(w.run(ExportFormat::Json)).size(), std::size_t{4});
        const auto alone = filesIn(w.run(ExportFormat::Json, second));
        QCOMPARE(alone.size(), std::size_t{1});
        QVERIFY(bytesOf(alone[0]).contains("\"two\""));
    }

    void onlyThePersonMayRead()
    {
        World w;
        w.receive(w.addConversation(1), "hello");
        const fs::path folder = w.run(ExportFormat::Html);
        QCOMPARE(folder.parent_path(), w.chosen);
        QCOMPARE(modeOf(w.chosen), mode_t{0700});
        QCOMPARE(modeOf(folder), mode_t{0700});
        for (const fs::path& file : filesIn(folder)) {
            QCOMPARE(modeOf(file), mode_t{0600});
        }
        // A second one is beside the first.
        QVERIFY(w.run(ExportFormat::Html) != folder);
        QCOMPARE(filesIn(w.chosen).size(), std::size_t{2});
    }

    void givenUpAtAnyStepItLeavesNothing()
    {
        World w;
        for (std::uint64_t i = 1; i <= 3; ++i) {
            w.receive(w.addConversation(i), "hello");
        }
        for (int steps = 0;; ++steps) {
            auto run = w.begin(ExportFormat::Html);
            bool isOver = false;
            for (int i = 0; i < steps && !isOver; ++i) {
                const auto step = run->step();
                QVERIFY(step);
                isOver = *step;
            }
            if (isOver) {
                QVERIFY(steps > 9);
                break;
            }
            run.reset();
            QVERIFY(!fs::exists(w.chosen) || filesIn(w.chosen).empty());
        }
    }

    void whatAKillHasLeftGoesWithTheNextOne()
    {
        World w;
        w.receive(w.addConversation(1), "hello");
        const fs::path left = w.chosen / "Sotto export 2001-01-01.sotto-part";
        fs::create_directories(left);
        std::ofstream(left / "001 Name.html") << "half";
        const fs::path folder = w.run(ExportFormat::Html);
        QVERIFY(!folder.empty());
        QCOMPARE(filesIn(w.chosen), std::vector<fs::path>{folder});
    }

    void whatCannotBeWrittenIsNamed()
    {
        World w;
        w.receive(w.addConversation(1), "hello");
        std::ofstream(w.chosen) << "a file";
        const auto step = w.begin(ExportFormat::Html)->step();
        QVERIFY(!step && step.error().kind == ProblemKind::FileNotWritten);
    }

    /// Ten thousand messages, a few hundred at a time: no step has more, and all come in order.
    void aLongConversationComesInPieces()
    {
        World w;
        const RowId conversation = w.addConversation(1);
        constexpr int kMessages = 10'000;
        w.change([&] {
            for (int i = 0; i < kMessages; ++i) {
                w.messages.add(w.received(conversation, "message " + std::to_string(i)));
            }
        });
        auto run = w.begin(ExportFormat::Json);
        std::uint64_t before = 0;
        for (;;) {
            const auto isOver = run->step();
            QVERIFY(isOver);
            QVERIFY(run->progress().done - before <= 256);
            before = run->progress().done;
            QCOMPARE(run->progress().total, std::uint64_t{kMessages});
            if (*isOver) {
                break;
            }
        }
        const auto messages = QJsonDocument::fromJson(bytesOf(filesIn(run->result())[0]))
                                  .object()[QLatin1String("messages")]
                                  .toArray();
        QCOMPARE(messages.size(), kMessages);
        for (int i = 0; i < kMessages; ++i) {
            QCOMPARE(messages[i][QLatin1String("text")].toString(),
                     QStringLiteral("message %1").arg(i));
        }
    }

    /// What is quoted from far back is not looked for in memory.
    void aPageRemembersOnlyWhatWasSaidLately()
    {
        World w;
        const RowId conversation = w.addConversation(1);
        const RowId first = w.receive(conversation, "the very first");
        w.change([&] {
            for (int i = 0; i < 1100; ++i) {
                w.messages.add(w.received(conversation, "x"));
            }
        });
        Message reply = w.own(conversation, "to the first");
        reply.quoted = first;
        QVERIFY(w.add(reply));
        const Parsed page(bytesOf(filesIn(w.run(ExportFormat::Html))[0]));
        QVERIFY(page.error.isEmpty());
        QVERIFY(page.links.isEmpty());
        QVERIFY(page.elements.contains(QStringLiteral("blockquote")));
    }
};

QTEST_APPLESS_MAIN(TestExport)
#include "tst_export.moc"
