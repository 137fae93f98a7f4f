// Names for runs that were given none: adjective-noun-number, as MLflow's users know them.

const ADJECTIVES =
  'able agile amber bold brave bright brisk calm candid clear clever cosmic crisp curious daring deep eager earnest fair fleet fond frank gentle gleaming glad golden grand hardy honest humble jolly keen kind lively lucid lucky mellow merry mighty nimble noble patient placid polite proud quick quiet rapid rare ready robust rustic serene sharp silent silver sincere sleek smooth snowy solid spry stately steady still sturdy subtle sunny swift tidy tranquil trusty upbeat valiant vivid warm wise witty zealous'.split(
    ' ',
  )
const NOUNS =
  'ant badger bass bear beaver bee bison boar calf carp cat cod colt condor cow crab crane crow cub deer dog dolphin dove duck eagle eel elk falcon fawn finch fish flea fly fowl fox frog gnat goat goose grouse gull hare hawk hen heron hog horse hound jay kite koi lamb lark loon lynx mare mink mole moose moth mouse mule newt otter owl ox panda perch pike plover pony pug quail ram rat raven robin rook seal shad shark sheep shoat shrew shrike skink slug snail squid stag stork swan toad trout vole wasp whale wolf worm wren yak zebra'.split(
    ' ',
  )

/** @param pick a uniform integer in [0, n); from a strong source, because names of many processes meet in one list */
export function generateRunName(pick: (n: number) => number): string {
  return `${ADJECTIVES[pick(ADJECTIVES.length)]}-${NOUNS[pick(NOUNS.length)]}-${pick(1000)}`
}
