import QtQuick
import Sotto.Components

// Why the last try came to nothing; hidden if there is nothing to speak of.
//
//   title, text   (required)
//   stopped       the person stopped it: nothing went wrong
Banner {
    id: banner

    property bool stopped: false

    visible: banner.title.length > 0
    kind: banner.stopped ? Banner.Warn : Banner.Danger
    iconName: banner.stopped ? "info" : "alert"
}
