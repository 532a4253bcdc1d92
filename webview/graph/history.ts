/** Places that the user has been to, in order. */
export interface History<Place> {
    /** Notes where the user is before going elsewhere. */
    leave(place: Place): void;
    /** The place before or after, if there is one; `now` is where the user is. */
    travel(where: "back" | "forward", now: Place): Place | undefined;
    clear(): void;
}

/** More places than this are forgotten, the oldest first. */
const mostPlaces = 50;

export function createHistory<Place>(): History<Place> {
    let [behind, ahead]: [Place[], Place[]] = [[], []];
    return {
        leave: (place) => {
            behind = [...behind, place].slice(-mostPlaces);
            ahead = [];
        },
        travel: (where, now) => {
            const [from, to] = where === "back" ? [behind, ahead] : [ahead, behind];
            const place = from.pop();
            if (place !== undefined) {
                to.push(now);
            }
            return place;
        },
        clear: () => {
            [behind, ahead] = [[], []];
        },
    };
}
