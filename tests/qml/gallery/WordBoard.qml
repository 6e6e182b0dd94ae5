import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    color: Theme.color.sidebar
    implicitHeight: column.implicitHeight + 48

    Column {
        id: column

        anchors.horizontalCenter: parent.horizontalCenter
        y: 24
        width: Theme.size.wordsColumn
        spacing: Theme.space.xl

        WordGrid { width: parent.width; words: ["velvet", "oyster", "summer", "garlic", "timber", "coral", "harvest", "window", "pilot", "island", "ladder", "gentle"] }
        Grid {
            columns: 3
            spacing: Theme.space.l
            WordField { width: 200; number: 4; text: "garlik"; wrong: true }
            WordField { width: 200; number: 7; text: "har"; completion: "harvest"; Component.onCompleted: forceActiveFocus() }
            WordField { width: 200; number: 12 }
        }
        WordGrid { width: 400; hidden: true; words: ["velvet", "oyster", "summer", "garlic", "timber", "coral", "harvest", "window", "pilot", "island", "ladder", "gentle"] }
    }
}
