// Takes a picture of every board in every look: sotto-gallery [BOARD …]. Runs without a display:
// QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software. With QT_SCALE_FACTOR=2 the pictures have two
// device pixels a pixel, and their names end in @2x.

#include "tests/qml/gallery/take_pictures.h"

#include <array>
#include <cstdlib>
#include <memory>

#include <QGuiApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWindow>

namespace {

struct Look
{
    const char* name;
    bool dark;
    bool mirrored;
    double textScale;
    bool highContrast;
};

struct Board
{
    const char* name;
    QSize size;
};

// A height of 0 takes what the board needs.
constexpr std::array<Look, 5> kLooks = {{{"light", false, false, 1, false},
                                         {"dark", true, false, 1, false},
                                         {"rtl", false, true, 1, false},
                                         {"200", false, false, 2, false},
                                         {"contrast", true, false, 1, true}}};

const std::array<Board, 11> kBoards = {{{"Part", {1200, 780}},
                                        {"Main", {1200, 780}},
                                        {"Row", {720, 0}},
                                        {"Bubble", {880, 0}},
                                        {"Field", {900, 0}},
                                        {"Composer", {760, 0}},
                                        {"Dialog", {1200, 780}},
                                        {"Menu", {720, 560}},
                                        {"Word", {760, 0}},
                                        {"Safety", {760, 0}},
                                        {"Settings", {760, 0}}}};

constexpr int kLight = 1;
constexpr int kDark = 2;

void wear(QObject* theme, const Look& look)
{
    theme->setProperty("scheme", look.dark ? kDark : kLight);
    theme->setProperty("textScaleChoice", look.textScale);
    theme->setProperty("highContrast", look.highContrast);
    theme->setProperty("reduceMotion", true);
    QGuiApplication::setLayoutDirection(look.mirrored ? Qt::RightToLeft : Qt::LeftToRight);
}

} // namespace

int main(int argc, char* argv[])
{
    const QGuiApplication app(argc, argv);
    const QStringList wanted = QGuiApplication::arguments().mid(1);
    QQmlEngine engine;
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    QQmlComponent access(&engine);
    access.setData("import QtQml\nimport Sotto.Theme\nQtObject { property QtObject theme: Theme }",
                   {});
    const std::unique_ptr<QObject> holder(access.create());
    if (!holder) {
        qWarning("%s", qUtf8Printable(access.errorString()));
        return EXIT_FAILURE;
    }
    auto* theme = holder->property("theme").value<QObject*>();
    const QString suffix = qgetenv("QT_SCALE_FACTOR") == "2" ? QStringLiteral("@2x") : QString();
    sotto::gallery::PictureTaker taker(engine);
    bool allTaken = true;
    for (const Board& board : kBoards) {
        const QString name = QString::fromLatin1(board.name);
        if (!wanted.isEmpty() && !wanted.contains(name)) {
            continue;
        }
        for (const Look& look : kLooks) {
            wear(theme, look);
            const QString file = QStringLiteral(SOTTO_GALLERY_DIR "/%1-%2%3.png")
                                     .arg(name.toLower(), QString::fromLatin1(look.name), suffix);
            const QUrl source(QStringLiteral("qrc:/qt/qml/Sotto/Gallery/%1Board.qml").arg(name));
            allTaken = taker.take({source, {}, board.size, file}) && allTaken;
        }
    }
    return allTaken ? EXIT_SUCCESS : EXIT_FAILURE;
}
