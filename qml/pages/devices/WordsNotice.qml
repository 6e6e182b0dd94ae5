import QtQuick
import Sotto.Components
import Sotto.Theme

// Below every page on which twelve words are typed.
Column {
    id: notice

    spacing: Theme.space.m

    Hairline {
        width: parent.width
    }
    Row {
        width: parent.width
        spacing: Theme.space.s

        Icon {
            id: sign

            name: "info"
            size: Theme.size.iconSmall
        }
        Label {
            width: parent.width - sign.width - parent.spacing
            text: qsTr("These words belong in this window only. Nobody who really helps you will ask for them, and Sotto refuses to send them in a message.")
            type: Theme.type.caption
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
    }
}
