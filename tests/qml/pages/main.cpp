// Takes a picture of every page in every look: sotto-pictures [--look=LOOK,…] [SCENE …], for
// example
// --look=narrow-dark-200-rtl. Runs without a display:
// QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software.

#include "tests/qml/gallery/take_pictures.h"
#include "tests/qml/pages/stage_engine.h"

#include <cstdlib>
#include <memory>
#include <vector>

#include <QGuiApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWindow>

namespace {

constexpr QSize kWide{1200, 780};
constexpr QSize kNarrow{420, 780};

/// One of sixteen: narrow or wide, light or dark, 100 % or 200 %, from left or right.
struct Look
{
    bool narrow;
    bool dark;
    bool large;
    bool mirrored;

    [[nodiscard]] QString name() const
    {
        return QLatin1String(narrow ? "narrow" : "wide") +
               QLatin1String(dark ? "-dark" : "-light") + QLatin1String(large ? "-200" : "") +
               QLatin1String(mirrored ? "-rtl" : "");
    }
    [[nodiscard]] QSize size() const { return narrow ? kNarrow : kWide; }
};

std::vector<Look> allLooks()
{
    std::vector<Look> looks;
    for (const bool mirrored : {false, true})
        for (const bool large : {false, true})
            for (const bool narrow : {false, true})
                for (const bool dark : {false, true})
                    looks.push_back({narrow, dark, large, mirrored});
    return looks;
}

constexpr int kLight = 1;
constexpr int kDark = 2;

void wear(QObject* theme, const Look& look)
{
    theme->setProperty("scheme", look.dark ? kDark : kLight);
    theme->setProperty("textScaleChoice", look.large ? 2 : 1);
    theme->setProperty("reduceMotion", true);
    QGuiApplication::setLayoutDirection(look.mirrored ? Qt::RightToLeft : Qt::LeftToRight);
}

std::unique_ptr<QObject> make(QQmlEngine& engine, const char* qml)
{
    QQmlComponent component(&engine);
    component.setData(qml, {});
    std::unique_ptr<QObject> object(component.create());
    if (!object)
        qWarning("%s", qUtf8Printable(component.errorString()));
    return object;
}

} // namespace

int main(int argc, char* argv[])
{
    // The pages were compiled for the program's own view-models; here they meet others.
    qputenv("QML_DISABLE_DISK_CACHE", "1");
    const QGuiApplication app(argc, argv);
    QStringList wanted = QGuiApplication::arguments().mid(1);
    QQmlEngine engine;
    sotto::pictures::setStage(engine);
    const auto themeHolder = make(
        engine, "import QtQml\nimport Sotto.Theme\nQtObject { property QtObject theme: Theme }");
    if (!themeHolder)
        return EXIT_FAILURE;
    auto* theme = themeHolder->property("theme").value<QObject*>();
    QString only;
    if (!wanted.isEmpty() && wanted.first().startsWith(QLatin1String("--look=")))
        only = wanted.takeFirst().mid(7);
    QQmlComponent names(&engine, QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR
                                                                    "/scenes/SceneNames.qml")));
    const std::unique_ptr<QObject> nameHolder(names.create());
    if (!nameHolder) {
        qWarning("%s", qUtf8Printable(names.errorString()));
        return EXIT_FAILURE;
    }
    sotto::gallery::PictureTaker taker(engine);
    bool allTaken = true;
    const QUrl source =
        QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR "/scenes/Scene.qml"));
    for (const QString& scene : nameHolder->property("all").toStringList()) {
        if (!wanted.isEmpty() && !wanted.contains(scene))
            continue;
        for (const Look& look : allLooks()) {
            const QString name = look.name();
            if (!only.isEmpty() && !only.split(QLatin1Char(',')).contains(name))
                continue;
            wear(theme, look);
            const QString file = QStringLiteral(SOTTO_PICTURES_DIR "/%1-%2.png").arg(scene, name);
            allTaken =
                taker.take({source, {{QStringLiteral("scene"), scene}}, look.size(), file}) &&
                allTaken;
        }
    }
    return allTaken ? EXIT_SUCCESS : EXIT_FAILURE;
}
