import QtQuick
import Sotto.Components
import Sotto.Theme

// What was asked with the words is being done.
//
//   offline      the relay is out of reach
//   makesWords   what comes of it is new words
Item {
    id: waiting

    property bool offline: false
    property bool makesWords: false

    implicitHeight: waiting.offline ? notice.height : dots.height

    BusyDots {
        id: dots

        anchors.left: parent.left
        visible: !waiting.offline
        color: Theme.color.accent
    }
    Banner {
        id: notice

        width: parent.width
        visible: waiting.offline
        iconName: "offline"
        title: qsTr("The relay cannot be reached.")
        text: waiting.makesWords ? qsTr("Sotto goes on as soon as it can. You can leave this page meanwhile; the new words wait for you in the settings.") : qsTr("Sotto goes on as soon as it can. You can leave this page meanwhile.")
    }
}
