// Written by scripts/fit-coefficients.mjs. Do not edit.

/** tanh(x/2) = x N(x²)/D(x²) for |x| <= 10; relative error of tanh(x) at most 9.0e-9. Lowest power first. */
export const TANH_N = [0.875, 0.0260244719684124, 0.00009936976857716218] as const;

/** The denominator. */
export const TANH_D = [1.75, 0.19788220524787903, 0.00210566446185112, 0.000002125085757143097] as const;

/** From here on the function is 1, and here the fraction gives exactly 1. */
export const TANH_ONE = 9.09228515625;

/**
 * tanh(artanh(erf(x))/2) = x N(x²)/D(x²) for |x| <= 4.1; relative error of erf(x) at most 3.7e-8.
 * Lowest power first.
 */
export const ERF_N = [
  0.987418532371521, 0.25320252776145935, 0.027663815766572952, 0.0021324390545487404,
] as const;

/** The denominator. */
export const ERF_D = [
  1.7501537799835205, 0.4750845730304718, 0.08358170837163925, 0.010209150612354279, 0.0001657608081586659,
] as const;

/** From here on the function is 1, and here the fraction gives exactly 1. */
export const ERF_ONE = 3.91943359375;

/**
 * r coth(r/2) = 2 + r² N(r²) for |r| <= log 2, so that eʳ = (2 + r² N + r)/(2 + r² N - r); relative
 * error of eʳ at most 2.0e-10. Lowest power first.
 */
export const COTH = [0.16666662693023682, -0.00277731753885746, 0.0000645718100713566] as const;

/**
 * log(1 + f) = f - f²/2 + f³ N(f) for √½ <= 1 + f <= √2; relative error of the logarithm at most
 * 6.9e-9. Lowest power first.
 */
export const LOG = [
  0.3333333134651184, -0.2500082552433014, 0.20001265406608582, -0.16623210906982422, 0.1420070081949234,
  -0.13160251080989838, 0.12772320210933685, -0.07652364671230316,
] as const;

/** 2 atanh(s/2) = s N(s²) for 0 <= s <= 2/3; relative error at most 4.5e-9. Lowest power first. */
export const TWICE_ATANH_OF_HALF = [
  1, 0.08333302289247513, 0.012506701983511448, 0.00218771630898118, 0.000547040777746588,
] as const;

/**
 * log2(m) = s N(s²), s = (m - 1)/(m + 1), for √½ <= m <= √2, in double precision; relative error at
 * most 4.2e-12. Lowest power first.
 */
export const LOG2 = [
  2.8853900817901112, 0.9617966733080658, 0.5770835918052872, 0.41167228644119774, 0.3407384902366725,
] as const;

/** 2ˣ = 1 + x N(x) for |x| <= 1/2, in double precision; relative error at most 2.6e-9. Lowest power first. */
export const EXP2 = [
  0.6931472150764763, 0.2402265278943766, 0.05550310340390197, 0.009617692060211064, 0.0013406720514172895,
  0.00015594878845055936,
] as const;
