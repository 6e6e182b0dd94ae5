import QtQuick
import Sotto.App
import Sotto.Components

// Above the list while the relay is out of reach, or while much is being received.
//
//   network   the view-model (required)
Banner {
    id: banner

    required property Network network

    readonly property bool refused: banner.network.state === Network.State.Refused

    kind: banner.refused ? Banner.Danger : Banner.Warn
    iconName: banner.refused ? "shield-alert" : banner.network.offline ? "offline" : "download"
    title: banner.network.offline ? banner.network.title : ""
    text: banner.network.offline ? banner.network.text : banner.network.backlogText

    actionText: banner.refused ? qsTr("Try again") : ""
    onTriggered: banner.network.reconnect()
}
